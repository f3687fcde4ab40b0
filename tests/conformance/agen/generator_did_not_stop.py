# Rule: an asynccontextmanager that yields twice, or not at all, is a RuntimeError.
import asyncio
from contextlib import asynccontextmanager


@asynccontextmanager
async def twice():
    yield 1
    yield 2


@asynccontextmanager
async def never():
    if False:
        yield


async def main():
    for cm in (twice, never):
        try:
            async with cm():
                pass
        except RuntimeError as e:
            print(e)


asyncio.run(main())
