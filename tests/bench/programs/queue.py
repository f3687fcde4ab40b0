"""One producer, one consumer, 20,000 items through `Queue(1)`."""

import asyncio
import time

ITEMS = 20_000


async def produce(queue):
    for item in range(ITEMS):
        await queue.put(item)


async def measure():
    queue = asyncio.Queue(1)
    start = time.perf_counter()
    producer = asyncio.create_task(produce(queue))
    for _ in range(ITEMS):
        await queue.get()
    await producer
    return (time.perf_counter() - start) * 1e6 / ITEMS
