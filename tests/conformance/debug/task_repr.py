# Rule: in debug mode a task's repr tells where it was created, and what it waits for.
import asyncio
import re


async def waits(future):
    await future


async def main():
    loop = asyncio.get_running_loop()
    loop.slow_callback_duration = 60
    task = asyncio.create_task(waits(loop.create_future()), name="t")
    show = lambda: print(re.sub(r"(\S*/)?(\w+\.py):\d+", r"\2", repr(task)))
    show()
    await asyncio.sleep(0)
    show()
    task.cancel()
    show()
    await asyncio.wait([task])
    show()


asyncio.run(main(), debug=True)
