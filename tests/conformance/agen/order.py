# Rule: an async generator runs only while it is asked for the next item.
import asyncio


async def agen():
    print("start")
    yield 1
    print("between")
    await asyncio.sleep(0)
    yield 2
    print("end")


async def main():
    g = agen()
    print("made")
    async for x in g:
        print("item", x)


asyncio.run(main())
