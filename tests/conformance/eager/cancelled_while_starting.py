# Rule: an eager task that is cancelled before it suspends gets the CancelledError at its first await.
import asyncio


async def child():
    asyncio.current_task().cancel()
    print("still running")
    try:
        await asyncio.sleep(1)
    except asyncio.CancelledError:
        print("cancelled at the await")
        raise


async def main():
    loop = asyncio.get_running_loop()
    loop.set_task_factory(asyncio.eager_task_factory)
    task = asyncio.create_task(child())
    print(task.done())
    try:
        await task
    except asyncio.CancelledError:
        print(task.cancelled())


asyncio.run(main())
