# Rule: an awaitable given twice runs once and gives its result twice.
import asyncio


async def f():
    print("runs")
    return object()


async def main():
    c = f()
    a, b = await asyncio.gather(c, c)
    print(a is b)
    t = asyncio.create_task(f())
    a, b = await asyncio.gather(t, t)
    print(a is b)


asyncio.run(main())
