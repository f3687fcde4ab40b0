import asyncio
import gc


async def fetch():
    return 1


async def fails():
    raise ValueError("unheard")


async def stuck():
    await asyncio.get_running_loop().create_future()


def broken():
    raise RuntimeError("in a callback")


async def main():
    fetch()
    task = asyncio.create_task(fails())
    await asyncio.sleep(0)
    del task
    gc.collect()
    task = asyncio.create_task(stuck())
    await asyncio.sleep(0)
    del task
    gc.collect()
    asyncio.get_running_loop().call_soon(broken)
    await asyncio.sleep(0)


asyncio.run(main())
