# Rule: an async generator that yields while it is being closed is a RuntimeError.
import asyncio


async def agen():
    try:
        yield 1
    finally:
        yield 2


async def main():
    g = agen()
    await anext(g)
    try:
        await g.aclose()
    except RuntimeError as e:
        print(e)


asyncio.run(main())
