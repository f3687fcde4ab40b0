# Rule: asend, athrow and aclose drive an async generator as send, throw and close do a generator.
import asyncio


async def agen():
    got = None
    try:
        while True:
            try:
                got = yield got
            except KeyError as e:
                got = repr(e)
    finally:
        await asyncio.sleep(0)
        print("closed")


async def main():
    g = agen()
    print(await g.asend(None), await g.asend("sent"), await g.athrow(KeyError("thrown")))
    print(await g.aclose())
    try:
        await g.asend(None)
    except StopAsyncIteration as e:
        print(repr(e))


asyncio.run(main())
