# Rule: a Timeout has to be entered in a task, and by async with.
import asyncio


def in_a_callback():
    try:
        asyncio.timeout(None).__aenter__().send(None)
    except RuntimeError as e:
        print(e)


async def main():
    asyncio.get_running_loop().call_soon(in_a_callback)
    await asyncio.sleep(0)
    try:
        with asyncio.timeout(None):
            pass
    except TypeError as e:
        print(e)


asyncio.run(main())
