# Rule: reading the exception, awaiting, or cancelling leaves nothing to report.
import asyncio
import gc


async def main():
    loop = asyncio.get_running_loop()
    f = loop.create_future()
    f.set_exception(KeyError("read"))
    f.exception()
    g = loop.create_future()
    g.set_exception(KeyError("awaited"))
    try:
        await g
    except KeyError:
        pass
    h = loop.create_future()
    h.cancel()
    del f, g, h
    gc.collect()
    print("nothing on stderr")


asyncio.run(main())
