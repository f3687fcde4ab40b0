# Rule: a timeout of zero expires at the first await that suspends; code before it runs.
import asyncio


async def main():
    try:
        async with asyncio.timeout(0):
            print("runs")
            await asyncio.sleep(0)
    except TimeoutError:
        print("TimeoutError")
    try:
        async with asyncio.timeout(-1):
            print("runs, too")
    except TimeoutError:
        print("never")


asyncio.run(main())
