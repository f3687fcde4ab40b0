# Rule: when main has ended run cancels the other tasks together and waits for all of them.
import asyncio


async def worker(name, steps):
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError:
        for step in range(steps):
            print(name, "cleans up", step)
            await asyncio.sleep(0)
        raise


async def main():
    for name, steps in (("a", 2), ("b", 1)):
        asyncio.create_task(worker(name, steps))
    await asyncio.sleep(0)
    print("main ends")
    return 5


print(asyncio.run(main()))
