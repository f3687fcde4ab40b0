# Rule: timers run in order of their deadlines, however they were set; 0 or less runs next turn.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    for n in (3, 1, 2):
        loop.call_later(n / 40, print, "timer", n)
    loop.call_later(0, print, "zero")
    loop.call_later(-1, print, "negative")
    loop.call_soon(print, "soon")
    await asyncio.sleep(0.12)


asyncio.run(main())
