"""10,000 items of an asynchronous generator that gives up control before each. Per item."""

import asyncio

SIZE = 10_000


async def numbers(count):
    for number in range(count):
        await asyncio.sleep(0)
        yield number


async def measure(count):
    start = now()
    async for _ in numbers(count):
        pass
    return (now() - start) / count
