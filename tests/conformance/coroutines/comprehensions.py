# Rule: await is allowed in comprehensions, and a comprehension suspends its coroutine.
import asyncio


async def square(n):
    await asyncio.sleep(0)
    return n * n


async def ticker(log):
    for n in range(3):
        log.append(f"tick {n}")
        await asyncio.sleep(0)


async def main():
    log = []
    t = asyncio.create_task(ticker(log))
    print([await square(n) for n in range(4)])
    print({n: await square(n) for n in range(2)}, {await square(3)})
    await t
    print(log)


asyncio.run(main())
