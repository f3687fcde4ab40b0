# Rule: async with and async for name the missing method.
import asyncio


class Plain:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        pass


async def main():
    try:
        async with Plain():
            pass
    except TypeError as e:
        print(e)
    try:
        async for _ in [1]:
            pass
    except TypeError as e:
        print(e)
    try:
        with open_later():
            pass
    except TypeError as e:
        print(e)


class open_later:
    async def __aenter__(self):
        pass

    async def __aexit__(self, *args):
        pass


asyncio.run(main())
