# Rule: awaiting a coroutine that never suspends does not let other tasks run.
import asyncio


async def f(n):
    print("f", n)
    return n


async def main():
    asyncio.create_task(f("task"))
    for n in range(3):
        await f(n)
    print("before the first suspension")
    await asyncio.sleep(0)
    print("after it")


asyncio.run(main())
