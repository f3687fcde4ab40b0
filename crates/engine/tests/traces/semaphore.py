import asyncio

limit = asyncio.Semaphore(2)


async def download(number):
    async with limit:
        await asyncio.sleep(1)


async def main():
    await asyncio.gather(*(download(n) for n in range(3)))


asyncio.run(main())
