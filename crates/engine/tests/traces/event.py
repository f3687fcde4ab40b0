import asyncio


async def waiter(started):
    await started.wait()
    print("go")


async def main():
    started = asyncio.Event()
    tasks = [asyncio.create_task(waiter(started)) for _ in range(2)]
    await asyncio.sleep(1)
    started.set()
    await asyncio.gather(*tasks)


asyncio.run(main())
