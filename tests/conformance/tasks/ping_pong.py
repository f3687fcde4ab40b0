# Rule: each sleep(0) moves a task to the end of the ready queue.
import asyncio


async def f(name, turns):
    for n in range(turns):
        print(name, n)
        await asyncio.sleep(0)


async def main():
    await asyncio.gather(f("a", 3), f("b", 1), f("c", 4))


asyncio.run(main())
