# Rule: the report of a slow step names the task with its state, or the handle with its callback.
import asyncio
import time


def callback():
    time.sleep(0.25)


async def child():
    time.sleep(0.25)
    await asyncio.sleep(0)


async def main():
    loop = asyncio.get_running_loop()
    loop.slow_callback_duration = 0.2
    await asyncio.create_task(child(), name="child")
    loop.call_soon(callback)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    loop.slow_callback_duration = 60


asyncio.run(main(), debug=True)
