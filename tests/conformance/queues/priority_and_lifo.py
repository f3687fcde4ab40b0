# Rule: a PriorityQueue gives the least item first, a LifoQueue the last; ties are compared further.
import asyncio


async def main():
    p, s = asyncio.PriorityQueue(), asyncio.LifoQueue()
    for item in [(2, "b"), (1, "z"), (2, "a")]:
        p.put_nowait(item)
        s.put_nowait(item)
    print([p.get_nowait() for _ in range(3)])
    print([s.get_nowait() for _ in range(3)])
    p.put_nowait((1, object()))
    try:
        p.put_nowait((1, object()))
    except TypeError as e:
        print(e)


asyncio.run(main())
