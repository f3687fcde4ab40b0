# Rule: cancelling the task that waits in a group cancels the children, and it stays CancelledError.
import asyncio


async def child():
    try:
        await asyncio.sleep(10)
    finally:
        print("child ends")


async def parent():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(child())


async def main():
    t = asyncio.create_task(parent())
    await asyncio.sleep(0.01)
    t.cancel("stop")
    try:
        await t
    except asyncio.CancelledError as e:
        print("CancelledError", e.args, t.cancelling())


asyncio.run(main())
