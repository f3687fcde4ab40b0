# Rule: a waiter cancelled after its wake-up gives the place to the next.
import asyncio


async def f(n, sem):
    async with sem:
        print("in", n)


async def main():
    sem = asyncio.Semaphore(0)
    a, b = (asyncio.create_task(f(n, sem)) for n in "ab")
    await asyncio.sleep(0)
    sem.release()
    a.cancel()
    await asyncio.wait([a, b])
    print(a.cancelled(), b.done())


asyncio.run(main())
