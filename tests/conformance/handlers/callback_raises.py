# Rule: an exception in a callback is logged with its handle and traceback, and the loop goes on.
import asyncio


def bad():
    raise ValueError("in a callback")


async def main():
    asyncio.get_running_loop().call_soon(bad)
    await asyncio.sleep(0)
    print("goes on")


asyncio.run(main())
