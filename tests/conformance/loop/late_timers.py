# Rule: timers that became due while a step was running run in the order of their deadlines.
import asyncio
import time


async def main():
    loop = asyncio.get_running_loop()
    loop.call_later(0.03, print, "third")
    loop.call_later(0.01, print, "first")
    loop.call_later(0.02, print, "second")
    loop.call_soon(time.sleep, 0.1)
    await asyncio.sleep(0.05)
    print("main")


asyncio.run(main())
