# Rule: except* splits a group; what no clause takes is raised on.
import asyncio


async def bad(e):
    raise e


async def main():
    try:
        try:
            async with asyncio.TaskGroup() as tg:
                tg.create_task(bad(ValueError("v")))
                tg.create_task(bad(KeyError("k")))
                tg.create_task(bad(OSError("o")))
        except* ValueError as e:
            print("value", e.exceptions)
        except* KeyError as e:
            print("key", e.exceptions)
    except ExceptionGroup as e:
        print("left", repr(e))


asyncio.run(main())
