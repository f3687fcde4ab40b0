# Rule: an exception in the body cancels the tasks and is put in the group.
import asyncio


async def child():
    try:
        await asyncio.sleep(10)
    finally:
        print("child ends")


async def main():
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(child())
            await asyncio.sleep(0)
            raise KeyError("body")
    except* KeyError as e:
        print(e.exceptions)


asyncio.run(main())
