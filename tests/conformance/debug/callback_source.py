# Rule: in debug mode a failing callback's report tells where it was scheduled.
import asyncio


def bad():
    raise ValueError("v")


def schedule(loop):
    loop.call_soon(bad)


async def main():
    asyncio.get_running_loop().slow_callback_duration = 60
    schedule(asyncio.get_running_loop())
    await asyncio.sleep(0)


asyncio.run(main(), debug=True)
