# Rule: a CancelledError turned into a result or another exception ends the task that way.
import asyncio


async def returns():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        return "returned"


async def raises():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        raise KeyError("instead")


async def main():
    a, b = asyncio.create_task(returns()), asyncio.create_task(raises())
    await asyncio.sleep(0)
    a.cancel()
    b.cancel()
    await asyncio.wait([a, b])
    print(a.cancelled(), a.result(), b.cancelled(), repr(b.exception()), repr(b.exception().__context__))


asyncio.run(main())
