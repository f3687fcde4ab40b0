# Rule: call_at takes the loop's own time; its handle tells when; overdue timers run by deadline.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    now = loop.time()
    h = loop.call_at(now + 0.02, print, "at")
    print(h.when() == now + 0.02, type(h).__name__)
    loop.call_at(now - 1, print, "one second late")
    loop.call_at(now - 2, print, "two seconds late")
    await asyncio.sleep(0.05)


asyncio.run(main())
