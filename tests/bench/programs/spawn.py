"""`gather` of 10,000 tasks that return at once."""

import asyncio
import time

TASKS = 10_000


async def child():
    pass


async def measure():
    start = time.perf_counter()
    await asyncio.gather(*(child() for _ in range(TASKS)))
    return (time.perf_counter() - start) * 1e6 / TASKS
