# Rule: a semaphore admits as many as its value, then the waiters in order.
import asyncio


async def f(n, sem):
    async with sem:
        print("in", n, sem.locked())
        await asyncio.sleep(0)
    print("out", n)


async def main():
    sem = asyncio.Semaphore(2)
    await asyncio.gather(*(f(n, sem) for n in range(5)))
    print(sem.locked())


asyncio.run(main())
