# Lesson: A bucket of tokens, refilled at a steady pace, allows a burst and then limits the rate.
import asyncio


class RateLimiter:
    def __init__(self, burst, interval):
        self.tokens = asyncio.Queue(maxsize=burst)
        for _ in range(burst):
            self.tokens.put_nowait("token")
        self.interval = interval

    async def refill(self):
        while True:
            await asyncio.sleep(self.interval)
            if not self.tokens.full():
                self.tokens.put_nowait("token")

    async def __aenter__(self):
        await self.tokens.get()

    async def __aexit__(self, *error):
        pass


async def call(n, limiter, start):
    async with limiter:
        elapsed = asyncio.get_running_loop().time() - start
        print(f"call {n} after {round(elapsed / 0.2)} intervals")


async def main():
    limiter = RateLimiter(burst=3, interval=0.2)
    start = asyncio.get_running_loop().time()
    refill = asyncio.create_task(limiter.refill(), name="refill")
    async with asyncio.TaskGroup() as group:
        for n in range(1, 7):
            group.create_task(call(n, limiter, start))
    refill.cancel()


asyncio.run(main())
