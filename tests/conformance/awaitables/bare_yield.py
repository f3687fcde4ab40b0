# Rule: a bare yield from __await__ gives up one turn, like sleep(0).
import asyncio


class Turn:
    def __await__(self):
        got = yield
        print("sent in:", got)
        return "value"


async def a():
    print("a1")
    print(await Turn())


async def b():
    print("b1")
    await asyncio.sleep(0)
    print("b2")


async def main():
    await asyncio.gather(a(), b())


asyncio.run(main())
