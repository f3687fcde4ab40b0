# Rule: a failed future that is dropped unread reports "Future exception was never retrieved".
import asyncio
import gc


async def main():
    f = asyncio.get_running_loop().create_future()
    f.set_exception(KeyError("unread"))
    del f
    gc.collect()
    print("collected")


asyncio.run(main())
