# Rule: StopIteration that leaves a coroutine becomes RuntimeError (PEP 479).
import asyncio


async def f():
    raise StopIteration("value")


async def main():
    try:
        await f()
    except RuntimeError as e:
        print(e, "- cause:", repr(e.__cause__))


asyncio.run(main())
