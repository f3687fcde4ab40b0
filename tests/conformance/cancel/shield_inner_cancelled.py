# Rule: when the inner task is cancelled, the shield raises CancelledError.
import asyncio


async def main():
    t = asyncio.create_task(asyncio.sleep(10))
    s = asyncio.shield(t)
    print(s is t, asyncio.isfuture(s))
    await asyncio.sleep(0)
    t.cancel()
    try:
        await s
    except asyncio.CancelledError:
        print(s.cancelled(), asyncio.current_task().cancelling())


asyncio.run(main())
