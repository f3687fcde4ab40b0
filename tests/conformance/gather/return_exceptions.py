# Rule: with return_exceptions, exceptions and cancellations are results.
import asyncio


async def bad():
    raise ValueError("v")


async def gives_up():
    raise asyncio.CancelledError("c")


async def main():
    print(await asyncio.gather(bad(), asyncio.sleep(0, "r"), gives_up(), return_exceptions=True))


asyncio.run(main())
