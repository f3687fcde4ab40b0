# Rule: wait_for gives the result or the exception of what it waits for.
import asyncio


async def bad():
    raise KeyError("k")


async def main():
    print(await asyncio.wait_for(asyncio.sleep(0.01, "r"), 5))
    print(await asyncio.wait_for(asyncio.sleep(0.01, "no limit"), None))
    try:
        await asyncio.wait_for(bad(), 5)
    except KeyError as e:
        print(repr(e))


asyncio.run(main())
