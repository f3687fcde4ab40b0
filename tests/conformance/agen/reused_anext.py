# Rule: an __anext__ awaitable can be awaited once, and one that is dropped warns.
import asyncio


async def agen():
    yield 1
    yield 2


async def main():
    g = agen()
    a = anext(g)
    print(await a)
    try:
        await a
    except RuntimeError as e:
        print(e)
    await g.aclose()


asyncio.run(main())
