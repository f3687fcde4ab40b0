# Rule: as_completed raises TimeoutError when the time is up, and cancels nothing.
import asyncio


async def main():
    slow = asyncio.create_task(asyncio.sleep(0.1, "slow"))
    fast = asyncio.create_task(asyncio.sleep(0.02, "fast"))
    try:
        for c in asyncio.as_completed([slow, fast], timeout=0.05):
            print(await c)
    except TimeoutError as e:
        print(repr(e))
    print(await slow)


asyncio.run(main())
