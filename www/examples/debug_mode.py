# Lesson: debug=True reports every step that holds up the loop for too long.
import asyncio
import time


async def blocks():
    time.sleep(0.4)  # the whole loop stands still; use await asyncio.sleep() instead


async def yields():
    await asyncio.sleep(0.4)


async def main():
    loop = asyncio.get_running_loop()
    print("debug mode:", loop.get_debug(), "- slow is more than", loop.slow_callback_duration, "s")
    loop.slow_callback_duration = 0.25
    print("a task that waits: no complaint")
    await asyncio.create_task(yields(), name="good")
    print("a task that blocks: see the error output")
    await asyncio.create_task(blocks(), name="bad")


asyncio.run(main(), debug=True)
