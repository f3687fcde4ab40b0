"""50,000 futures set by one task, awaited by another. Per future."""

import asyncio

SIZE = 50_000


async def settle(futures):
    for future in futures:
        future.set_result(None)
        await asyncio.sleep(0)


async def measure(count):
    loop = asyncio.get_running_loop()
    start = now()
    futures = [loop.create_future() for _ in range(count)]
    setter = asyncio.create_task(settle(futures))
    for future in futures:
        await future
    await setter
    return (now() - start) / count
