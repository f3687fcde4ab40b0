"""10,000 task groups with one task each. Per group."""

import asyncio

SIZE = 10_000


async def child():
    pass


async def measure(rounds):
    start = now()
    for _ in range(rounds):
        async with asyncio.TaskGroup() as group:
            group.create_task(child())
    return (now() - start) / rounds
