# Rule: without debug mode slow steps are not reported.
import asyncio
import time


async def main():
    asyncio.get_running_loop().slow_callback_duration = 0.01
    time.sleep(0.05)
    await asyncio.sleep(0)
    print("silent")


asyncio.run(main())
