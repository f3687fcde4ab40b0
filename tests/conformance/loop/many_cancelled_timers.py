# Rule: thousands of cancelled timers do not disturb those that are left.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    handles = [loop.call_later(5 + n / 1000, print, "never") for n in range(2000)]
    loop.call_later(0.02, print, "kept")
    for h in handles:
        h.cancel()
    await asyncio.sleep(0.05)
    print("ends at once")


asyncio.run(main())
