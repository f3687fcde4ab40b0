# Rule: shield lets the inner task run on when the outer awaiter is cancelled.
import asyncio


async def inner():
    await asyncio.sleep(0.05)
    print("inner ends")
    return 1


async def outer(t):
    await asyncio.shield(t)


async def main():
    t = asyncio.create_task(inner())
    o = asyncio.create_task(outer(t))
    await asyncio.sleep(0)
    o.cancel()
    await asyncio.wait([o])
    print(o.cancelled(), t.done())
    print(await t)


asyncio.run(main())
