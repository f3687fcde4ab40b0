# Rule: async comprehensions build lists, sets, dicts and generators.
import asyncio


async def count(n):
    for i in range(n):
        await asyncio.sleep(0)
        yield i


async def main():
    print([x async for x in count(3)], {x % 2 async for x in count(4)}, {x: -x async for x in count(2)})
    g = (x * y async for x in count(3) for y in (1, 10) if x)
    print(type(g).__name__, [x async for x in g])
    print([[y async for y in count(x)] async for x in count(3)])


asyncio.run(main())
