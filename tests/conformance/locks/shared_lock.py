# Rule: conditions may share one lock.
import asyncio


async def main():
    lock = asyncio.Lock()
    a, b = asyncio.Condition(lock), asyncio.Condition(lock)
    async with a:
        print(b.locked(), lock.locked())
        b.notify()
    print(lock.locked())


asyncio.run(main())
