# Rule: an uncaught exception group is printed as a tree.
import asyncio


async def bad(n):
    raise ValueError(f"number {n}")


async def main():
    async with asyncio.TaskGroup() as tg:
        for n in (1, 2):
            tg.create_task(bad(n))


asyncio.run(main())
