# Lesson: async for waits for each item: __aiter__ gives the iterator, __anext__ gives an awaitable.
import asyncio


class Stairs:
    def __init__(self, steps):
        self.steps = steps

    def __aiter__(self):
        self.at = 0
        return self

    async def __anext__(self):
        if self.at == self.steps:
            raise StopAsyncIteration
        self.at += 1
        await asyncio.sleep(0.05)
        return self.at


async def climb(name, steps):
    async for step in Stairs(steps):
        print(f"{name} on step {step}")
    else:
        print(f"{name} is up")


async def main():
    await asyncio.gather(climb("Ann", 3), climb("Bob", 2))
    print("a comprehension:", [step**2 async for step in Stairs(5) if step % 2])
    stairs = aiter(Stairs(1))
    print("by hand:", await anext(stairs), "then", await anext(stairs, "no more"))


asyncio.run(main())
