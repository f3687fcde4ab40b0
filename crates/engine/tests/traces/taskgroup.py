import asyncio


async def good():
    await asyncio.sleep(5)


async def bad():
    await asyncio.sleep(1)
    raise ValueError("no")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(good())
            group.create_task(bad())
    except* ValueError as errors:
        print(errors.exceptions)


asyncio.run(main())
