"""How late 500 timers under 50 ms are, the latest of them: what a sleep took beyond its delay."""

import asyncio

SIZE = 500


async def sleeper(delay):
    start = now()
    await asyncio.sleep(delay)
    return now() - start - delay


async def measure(tasks):
    late = await asyncio.gather(*[sleeper(0.05 * (i + 1) / (tasks + 1)) for i in range(tasks)])
    return max(late)
