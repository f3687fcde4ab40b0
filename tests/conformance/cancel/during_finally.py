# Rule: a second cancel interrupts the cleaning up of the first.
import asyncio


async def f():
    try:
        await asyncio.sleep(10)
    finally:
        print("cleaning up")
        try:
            await asyncio.sleep(10)
        finally:
            print("interrupted", asyncio.current_task().cancelling())


async def main():
    t = asyncio.create_task(f())
    for _ in range(2):
        await asyncio.sleep(0.02)
        t.cancel()
    await asyncio.wait([t])
    print(t.cancelled())


asyncio.run(main())
