# Rule: a task that swallows its cancellation goes on and is not cancelled.
import asyncio


async def f():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        pass
    await asyncio.sleep(0.02)
    return "survived"


async def main():
    t = asyncio.create_task(f())
    await asyncio.sleep(0)
    t.cancel()
    print(await t, t.cancelled(), t.cancelling())


asyncio.run(main())
