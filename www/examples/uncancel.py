# Lesson: cancelling() counts requests; whoever cancelled a task for its own ends must uncancel().
import asyncio


async def give_up_after(seconds, coro):
    """What asyncio.timeout does, in short."""
    task = asyncio.current_task()
    before = task.cancelling()
    alarm = asyncio.get_running_loop().call_later(seconds, task.cancel)
    try:
        return await coro
    except asyncio.CancelledError:
        if task.uncancel() > before:
            print("  somebody else cancelled us as well: pass it on")
            raise
        return "gave up"
    finally:
        alarm.cancel()


async def job():
    print("  result:", await give_up_after(0.1, asyncio.sleep(5)))
    print("  requests that are left:", asyncio.current_task().cancelling())
    await give_up_after(0.1, interrupted_twice())


async def interrupted_twice():
    try:
        await asyncio.sleep(5)
    finally:
        asyncio.current_task().cancel()


async def main():
    task = asyncio.create_task(job())
    await asyncio.wait([task])
    print("cancelled:", task.cancelled(), "- requests:", task.cancelling())


asyncio.run(main())
