# Rule: a failed task that is dropped unread reports it with its traceback.
import asyncio


async def bad():
    raise ValueError("unread")


async def main():
    t = asyncio.create_task(bad(), name="dropped")
    await asyncio.wait([t])
    del t
    print("main ends")


asyncio.run(main())
