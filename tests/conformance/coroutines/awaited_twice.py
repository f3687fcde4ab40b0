# Rule: a finished coroutine cannot be awaited or sent to again.
import asyncio


async def f():
    return 1


async def main():
    c = f()
    print(await c)
    try:
        await c
    except RuntimeError as e:
        print(type(e).__name__, e)
    try:
        c.send(None)
    except RuntimeError as e:
        print(type(e).__name__, e)


asyncio.run(main())
