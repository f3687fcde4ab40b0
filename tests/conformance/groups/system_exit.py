# Rule: SystemExit and KeyboardInterrupt leave a group bare, not in an exception group.
import asyncio


async def bad():
    raise ValueError("lost")


async def leaves():
    raise SystemExit(3)


async def main():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(leaves())


try:
    asyncio.run(main())
except SystemExit as e:
    print(repr(e))


async def in_body():
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(bad())
            raise KeyboardInterrupt
    except KeyboardInterrupt as e:
        print(repr(e))


asyncio.run(in_body())
