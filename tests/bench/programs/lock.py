"""Two tasks that take turns with a lock, 10,000 times. Per turn."""

import asyncio

SIZE = 10_000


async def holder(lock, rounds):
    for _ in range(rounds):
        async with lock:
            await asyncio.sleep(0)


async def measure(rounds):
    lock = asyncio.Lock()
    start = now()
    await asyncio.gather(holder(lock, rounds // 2), holder(lock, rounds // 2))
    return (now() - start) / rounds
