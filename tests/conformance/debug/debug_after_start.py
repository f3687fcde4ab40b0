# Rule: debug mode can be turned on while the loop runs; what was made before tells no place.
import asyncio


async def bad():
    raise ValueError("v")


async def main():
    loop = asyncio.get_running_loop()
    loop.slow_callback_duration = 60
    before = asyncio.create_task(bad(), name="before")
    loop.set_debug(True)
    after = asyncio.create_task(bad(), name="after")
    await asyncio.wait([before, after])
    del before
    print("first")
    del after
    print("second")


asyncio.run(main())
