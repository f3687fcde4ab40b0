"""10,000 tasks with distinct sleeps under 50 ms. Per task; the 50 ms are part of it."""

import asyncio

SIZE = 10_000


async def sleeper(delay):
    await asyncio.sleep(delay)


async def measure(tasks):
    start = now()
    await asyncio.gather(*[sleeper(0.05 * (i + 1) / (tasks + 1)) for i in range(tasks)])
    return (now() - start) / tasks
