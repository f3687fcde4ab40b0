# Rule: an awaiter of a cancelled task gets a fresh CancelledError with the original as its context.
import asyncio


async def f():
    await asyncio.sleep(10)


async def main():
    t = asyncio.create_task(f())
    await asyncio.sleep(0)
    t.cancel("m")
    try:
        await t
    except asyncio.CancelledError as e:
        print(repr(e), repr(e.__cause__), repr(e.__context__))


asyncio.run(main())
