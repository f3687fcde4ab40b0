"""100 tasks, each 1,000 times `await asyncio.sleep(0)`."""

import asyncio
import time

TASKS, ROUNDS = 100, 1000


async def worker():
    for _ in range(ROUNDS):
        await asyncio.sleep(0)


async def measure():
    start = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(TASKS)))
    return (time.perf_counter() - start) * 1e6 / (TASKS * ROUNDS)
