# Rule: cancelling the gathering future cancels all children.
import asyncio


async def f(n):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as e:
        print("cancelled", n, e.args)
        raise


async def main():
    g = asyncio.gather(f(1), f(2))
    await asyncio.sleep(0)
    print(g.cancel("all"), g.done())
    try:
        await g
    except asyncio.CancelledError as e:
        print("gather", e.args)
    print(g.cancelled())


asyncio.run(main())
