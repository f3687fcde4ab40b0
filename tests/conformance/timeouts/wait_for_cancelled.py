# Rule: cancelling wait_for cancels what it waits for.
import asyncio


async def inner():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("inner cancelled")
        raise


async def main():
    t = asyncio.create_task(asyncio.wait_for(inner(), 5))
    await asyncio.sleep(0.02)
    t.cancel()
    await asyncio.wait([t])
    print(t.cancelled())


asyncio.run(main())
