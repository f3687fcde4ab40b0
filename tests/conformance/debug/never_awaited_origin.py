# Rule: in debug mode the never-awaited warning tells where the coroutine was made.
import asyncio


async def forgotten():
    pass


def make():
    return forgotten()


async def main():
    asyncio.get_running_loop().slow_callback_duration = 60
    make()
    print("after")


asyncio.run(main(), debug=True)
