# Rule: a coroutine has the name and the qualified name of its function.
import asyncio


class Shop:
    async def sell(self):
        pass


async def main():
    c = Shop().sell()
    print(c.__name__, c.__qualname__)
    c.__name__ = "other"
    print(c.__name__, c.__qualname__)
    c.close()


asyncio.run(main())
