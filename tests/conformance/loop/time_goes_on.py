# Rule: loop.time() never goes back, and sleeps take at least as long as asked.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    for seconds in (0.01, 0.05, 0.1):
        start = loop.time()
        await asyncio.sleep(seconds)
        took = loop.time() - start
        print(seconds, took >= seconds - 1e-6, took < seconds + 5)


asyncio.run(main())
