# Rule: in debug mode a future's exception nobody read is reported with where the future was created.
import asyncio


def make(loop):
    return loop.create_future()


async def main():
    asyncio.get_running_loop().slow_callback_duration = 60
    future = make(asyncio.get_running_loop())
    future.set_exception(KeyError("k"))
    del future
    print("dropped")


asyncio.run(main(), debug=True)
