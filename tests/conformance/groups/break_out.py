# Rule: an exception of one's own ends a group early.
import asyncio


class Enough(Exception):
    pass


async def stop():
    await asyncio.sleep(0.02)
    raise Enough


async def ticks():
    n = 0
    try:
        while True:
            n += 1
            await asyncio.sleep(10)
    finally:
        print("ticks", n)


async def main():
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(ticks())
            tg.create_task(stop())
    except* Enough:
        print("enough")


asyncio.run(main())
