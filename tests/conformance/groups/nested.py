# Rule: nested groups give nested exception groups; except* reaches the leaves.
import asyncio


async def bad(e):
    await asyncio.sleep(0.01)
    raise e


async def inner():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(bad(KeyError("inner")))


async def main():
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(inner())
    except* KeyError as e:
        print(repr(e))


asyncio.run(main())
