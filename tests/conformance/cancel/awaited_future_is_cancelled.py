# Rule: cancelling a task cancels the future it waits for; a future cancelled by others cancels the waiter.
import asyncio


async def f(fut):
    await fut


async def main():
    loop = asyncio.get_running_loop()
    fut = loop.create_future()
    t = asyncio.create_task(f(fut))
    await asyncio.sleep(0)
    t.cancel()
    print("at once:", fut.cancelled(), t.done())
    await asyncio.wait([t])

    fut = loop.create_future()
    t = asyncio.create_task(f(fut))
    await asyncio.sleep(0)
    fut.cancel("by others")
    await asyncio.wait([t])
    print(t.cancelled(), t.cancelling())


asyncio.run(main())
