# Rule: nested uncaught exception groups are printed as nested trees.
import asyncio


async def bad(e):
    raise e


async def inner():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(bad(KeyError("inner")))


async def main():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(bad(ValueError("outer")))
        tg.create_task(inner())
        await asyncio.sleep(0)


asyncio.run(main())
