# Rule: a cancelled timer never runs, and cancelling twice is harmless.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    h = loop.call_later(0.02, print, "never")
    loop.call_later(0.04, print, "later")
    h.cancel()
    h.cancel()
    print(h.cancelled())
    await asyncio.sleep(0.08)


asyncio.run(main())
