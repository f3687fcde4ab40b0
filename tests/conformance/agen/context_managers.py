# Rule: async with enters and leaves in order, and __aexit__ may swallow the exception.
import asyncio
from contextlib import AsyncExitStack, asynccontextmanager


class CM:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow

    async def __aenter__(self):
        await asyncio.sleep(0)
        print("enter", self.name)
        return self.name

    async def __aexit__(self, kind, error, tb):
        await asyncio.sleep(0)
        print("exit", self.name, kind and kind.__name__)
        return self.swallow


@asynccontextmanager
async def managed(name):
    print("enter", name)
    try:
        yield name
    except KeyError as e:
        print(name, "saw", repr(e))
        raise ValueError("instead") from e
    finally:
        print("exit", name)


async def main():
    async with CM("a", swallow=True) as a, CM("b") as b:
        print(a, b)
        raise KeyError("k")
    try:
        async with managed("m"):
            raise KeyError("k")
    except ValueError as e:
        print(repr(e), repr(e.__cause__))
    async with AsyncExitStack() as stack:
        stack.callback(print, "plain callback")
        await stack.enter_async_context(CM("c", swallow=True))
        stack.push_async_callback(asyncio.sleep, 0)
        await stack.enter_async_context(CM("d"))
        raise KeyError("k")
    print("swallowed")


asyncio.run(main())
