# Rule: a cancellation reaches an async generator at its await, and ends it.
import asyncio


async def agen():
    try:
        yield 1
        await asyncio.sleep(10)
        yield 2
    except asyncio.CancelledError:
        print("inside")
        raise


async def consume(g):
    async for x in g:
        print(x)


async def main():
    g = agen()
    t = asyncio.create_task(consume(g))
    await asyncio.sleep(0.02)
    t.cancel()
    await asyncio.wait([t])
    print(t.cancelled(), await anext(g, "ended"))


asyncio.run(main())
