# Rule: taking a free Lock does not suspend.
import asyncio


async def main():
    lock = asyncio.Lock()
    asyncio.get_running_loop().call_soon(print, "callback")
    for _ in range(3):
        async with lock:
            pass
    print("no suspension yet")
    await asyncio.sleep(0)


asyncio.run(main())
