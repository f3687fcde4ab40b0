# Rule: eager tasks that start each other nest like calls.
import asyncio


async def f(n):
    print("  " * n, "start", n)
    if n < 3:
        await asyncio.create_task(f(n + 1))
    print("  " * n, "end", n)


async def main():
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    await f(0)


asyncio.run(main())
