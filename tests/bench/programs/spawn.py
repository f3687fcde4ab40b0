"""`gather` of 10,000 tasks that return at once. Per task."""

import asyncio

SIZE = 10_000


async def child():
    pass


async def measure(tasks):
    # Small sizes are repeated, or the clock's resolution would be what is measured.
    rounds = max(1_000 // tasks, 1)
    start = now()
    for _ in range(rounds):
        await asyncio.gather(*[child() for _ in range(tasks)])
    return (now() - start) / (tasks * rounds)
