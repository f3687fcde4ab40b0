# Rule: in debug mode a step that takes longer than slow_callback_duration is reported.
import asyncio
import time


def slow():
    time.sleep(0.8)


async def main():
    loop = asyncio.get_running_loop()
    print(loop.slow_callback_duration)
    loop.slow_callback_duration = 0.5
    loop.call_soon(slow)
    await asyncio.sleep(0)


asyncio.run(main(), debug=True)
