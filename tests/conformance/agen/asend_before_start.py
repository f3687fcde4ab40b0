# Rule: a value cannot be sent to an async generator that has not begun.
import asyncio


async def agen():
    yield 1


async def main():
    g = agen()
    try:
        await g.asend("x")
    except TypeError as e:
        print(e)
    print(await anext(g), await anext(g, "default"))


asyncio.run(main())
