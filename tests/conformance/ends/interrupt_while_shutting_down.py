# Rule: a KeyboardInterrupt in the loop leaves the other tasks to run's cancelling.
import asyncio


async def worker():
    try:
        await asyncio.sleep(100)
    finally:
        print("worker cleans up")


async def main():
    asyncio.create_task(worker())
    await asyncio.sleep(0)
    raise KeyboardInterrupt


try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("interrupted")
