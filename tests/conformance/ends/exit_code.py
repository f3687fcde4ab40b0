# Rule: sys.exit in a task that main awaits is the program's exit code, after everything was cleaned up.
import asyncio
import sys


async def worker():
    try:
        await asyncio.sleep(10)
    finally:
        print("worker cleaned up")


async def quits():
    await asyncio.sleep(0)
    sys.exit(7)


async def main():
    asyncio.create_task(worker())
    await quits()


asyncio.run(main())
