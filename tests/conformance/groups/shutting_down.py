# Rule: a group that is shutting down refuses new tasks.
import asyncio


async def bad():
    raise ValueError("bad")


async def late(tg):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        try:
            tg.create_task(asyncio.sleep(0))
        except RuntimeError as e:
            print(str(e).replace(repr(tg), "TG"))
        raise


async def main():
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(late(tg))
            await asyncio.sleep(0)
            tg.create_task(bad())
    except* ValueError as e:
        print(e.exceptions)


asyncio.run(main())
