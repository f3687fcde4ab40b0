# Rule: gather starts its tasks without being awaited.
import asyncio


async def f(n):
    print("runs", n)
    return n


async def main():
    g = asyncio.gather(f(1), f(2))
    print(g.done())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print(g.done(), g.result())


asyncio.run(main())
