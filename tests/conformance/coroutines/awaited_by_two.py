# Rule: a coroutine that is suspended inside one awaiter cannot be awaited by another.
import asyncio


async def f():
    await asyncio.sleep(0.05)
    return "value"


async def awaits(c):
    try:
        print("got", await c)
    except RuntimeError as e:
        print(type(e).__name__, e)


async def main():
    c = f()
    await asyncio.gather(awaits(c), awaits(c))


asyncio.run(main())
