# Rule: call_soon callbacks run in order; one added by a callback runs in the next turn.
import asyncio


def a(loop):
    print("a")
    loop.call_soon(print, "added by a")


async def main():
    loop = asyncio.get_running_loop()
    loop.call_soon(a, loop)
    loop.call_soon(print, "b")
    await asyncio.sleep(0)
    print("main")
    await asyncio.sleep(0)


asyncio.run(main())
