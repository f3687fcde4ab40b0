# Rule: a cancelled handle is skipped, also when it is cancelled by a callback of the same turn.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    h1 = loop.call_soon(print, "one")
    h3 = None
    h2 = loop.call_soon(lambda: (print("two"), h3.cancel()))
    h3 = loop.call_soon(print, "three")
    h1.cancel()
    print(h1.cancelled(), h2.cancelled())
    await asyncio.sleep(0)
    print(h2.cancelled(), h3.cancelled(), h3)


asyncio.run(main())
