import asyncio


async def worker(lock, seconds):
    async with lock:
        await asyncio.sleep(seconds)


async def main():
    lock = asyncio.Lock()
    tasks = [asyncio.create_task(worker(lock, n)) for n in (1, 2)]
    await asyncio.sleep(0.5)
    print(lock.locked())
    await asyncio.gather(*tasks)


asyncio.run(main())
