"""100 tasks, each 1,000 times `await asyncio.sleep(0)`. Per switch."""

import asyncio

SIZE = 100
STEPS = 100_000


async def worker(rounds):
    for _ in range(rounds):
        await asyncio.sleep(0)


async def measure(tasks):
    # The same number of steps at every size, and at least ten of each task, so that starting weighs little.
    rounds = max(STEPS // tasks, 10)
    start = now()
    await asyncio.gather(*[worker(rounds) for _ in range(tasks)])
    return (now() - start) / (tasks * rounds)
