import asyncio
import time


async def nap(seconds):
    await asyncio.sleep(seconds)
    return seconds


async def main():
    await asyncio.sleep(0)
    await nap(1.5)
    time.sleep(0.25)
    asyncio.get_running_loop().call_later(1, print, "timer")
    await asyncio.sleep(2)


asyncio.run(main())
