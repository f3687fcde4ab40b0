# Rule: an exception raised in finally replaces the one on its way, CancelledError too.
import asyncio


async def f():
    try:
        await asyncio.sleep(10)
    finally:
        raise KeyError("replaces it")


async def main():
    t = asyncio.create_task(f())
    await asyncio.sleep(0)
    t.cancel()
    try:
        await t
    except KeyError as e:
        print(repr(e), repr(e.__context__))
    print(t.cancelled())


asyncio.run(main())
