import asyncio


async def slow():
    await asyncio.sleep(10)


async def main():
    try:
        async with asyncio.timeout(1):
            await slow()
    except TimeoutError:
        print("too slow")
    async with asyncio.timeout(5):
        await asyncio.sleep(0.5)


asyncio.run(main())
