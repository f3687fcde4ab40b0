# Lesson: async with waits on the way in and on the way out, whatever happens between.
import asyncio
from contextlib import asynccontextmanager


class Door:
    async def __aenter__(self):
        await asyncio.sleep(0.05)
        print("the door opens")
        return self

    async def __aexit__(self, kind, error, trace):
        await asyncio.sleep(0.05)
        print("the door shuts", f"on a {kind.__name__}" if kind else "quietly")
        return kind is ZeroDivisionError  # true means: handled


@asynccontextmanager
async def candle():
    print("the candle is lit")
    try:
        yield "candlelight"
    finally:
        await asyncio.sleep(0.05)
        print("the candle is out")


async def main():
    async with Door(), candle() as light:
        print("reading by", light)
    async with Door():
        print(1 / 0)
    try:
        async with candle():
            raise OSError("a gust of wind")
    except OSError as error:
        print("outside:", error)


asyncio.run(main())
