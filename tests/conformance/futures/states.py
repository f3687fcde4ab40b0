# Rule: a future is pending, then finished or cancelled, and says so.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    f = loop.create_future()
    print(f, f.done(), f.cancelled())
    f.set_result([1])
    print(f, f.done(), f.cancelled(), f.result(), f.exception())
    f = loop.create_future()
    f.set_exception(KeyError("k"))
    print(f, repr(f.exception()))
    f = loop.create_future()
    print(f.cancel("m"), f, f.cancel())


asyncio.run(main())
