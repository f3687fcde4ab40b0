# Rule: a loop watches file descriptors.
import asyncio
import os


async def main():
    loop = asyncio.get_running_loop()
    try:
        reading, writing = os.pipe()
        came = asyncio.Event()
        loop.add_reader(reading, came.set)
        os.write(writing, b"x")
        await came.wait()
        loop.remove_reader(reading)
        print(os.read(reading, 1))
    except (OSError, NotImplementedError) as e:
        print(type(e).__name__)


asyncio.run(main())
