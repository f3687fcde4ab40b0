# Rule: an awaited task's exception is printed with the frames of the awaiter and of the task.
import asyncio


async def work():
    await asyncio.sleep(0)
    raise LookupError("no such thing")


async def main():
    task = asyncio.create_task(work())
    print("result:", await task)


asyncio.run(main())
