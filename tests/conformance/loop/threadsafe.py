# Rule: call_soon_threadsafe from the loop's own thread works as call_soon does.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    loop.call_soon(print, "soon")
    loop.call_soon_threadsafe(print, "threadsafe")
    loop.call_soon(print, "soon again")
    await asyncio.sleep(0)


asyncio.run(main())
