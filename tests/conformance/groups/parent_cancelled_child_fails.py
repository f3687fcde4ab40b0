# Rule: when a child fails while the parent is being cancelled, the group's exception wins.
import asyncio


async def child():
    try:
        await asyncio.sleep(10)
    finally:
        raise ValueError("in cleanup")


async def parent():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(child())


async def main():
    t = asyncio.create_task(parent())
    await asyncio.sleep(0.01)
    t.cancel()
    await asyncio.wait([t])
    print(t.cancelled(), repr(t.exception()), t.cancelling())


asyncio.run(main())
