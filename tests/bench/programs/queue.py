"""One producer, one consumer, 50,000 items through `Queue(1)`. Per item."""

import asyncio

SIZE = 50_000


async def produce(queue, items):
    for item in range(items):
        await queue.put(item)


async def measure(items):
    queue = asyncio.Queue(1)
    start = now()
    producer = asyncio.create_task(produce(queue, items))
    for _ in range(items):
        await queue.get()
    await producer
    return (now() - start) / items
