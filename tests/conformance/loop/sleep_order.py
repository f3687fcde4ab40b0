# Rule: sleeps of different lengths end shortest first, those begun at different times by deadline.
import asyncio


async def f(n, before, then):
    await asyncio.sleep(before)
    await asyncio.sleep(then)
    print(n)


async def main():
    await asyncio.gather(f("4th", 0.10, 0.04), f("2nd", 0.03, 0.04), f("3rd", 0, 0.11), f("1st", 0.01, 0.02))


asyncio.run(main())
