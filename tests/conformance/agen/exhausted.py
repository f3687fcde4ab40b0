# Rule: an exhausted async generator stays exhausted; raising StopAsyncIteration inside is an error.
import asyncio


async def agen():
    yield 1


async def bad():
    raise StopAsyncIteration
    yield


async def main():
    g = agen()
    print([x async for x in g], [x async for x in g])
    try:
        await anext(bad())
    except RuntimeError as e:
        print(e)


asyncio.run(main())
