# Rule: a Lock goes to its waiters in the order in which they asked.
import asyncio


async def f(n, lock):
    async with lock:
        print("in", n)
        await asyncio.sleep(0)
        print("out", n)


async def main():
    lock = asyncio.Lock()
    await asyncio.gather(*(f(n, lock) for n in (1, 2, 3)))
    print(lock.locked())


asyncio.run(main())
