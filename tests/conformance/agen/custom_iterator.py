# Rule: __aiter__ may be any object; __anext__ may return any awaitable; wrong ones are TypeErrors.
import asyncio


class Numbers:
    def __init__(self, *awaitables):
        self.left = list(awaitables)

    def __aiter__(self):
        return self

    def __anext__(self):
        if not self.left:
            raise StopAsyncIteration
        return self.left.pop(0)


async def main():
    f = asyncio.get_running_loop().create_future()
    f.set_result("from a future")
    async for x in Numbers(asyncio.sleep(0, "from a coroutine"), f):
        print(x)
    try:
        async for x in Numbers(5):
            pass
    except TypeError as e:
        print(e)


asyncio.run(main())
