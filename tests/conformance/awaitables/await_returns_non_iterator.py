# Rule: __await__ has to return an iterator, and not a coroutine.
import asyncio


class Returns:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return self.value


async def f():
    pass


async def main():
    c = f()
    for value in (1, [], c):
        try:
            await Returns(value)
        except TypeError as e:
            print(e)
    c.close()
    print(await Returns(iter([])))


asyncio.run(main())
