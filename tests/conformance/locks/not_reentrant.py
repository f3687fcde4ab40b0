# Rule: a Lock is not reentrant: a task that takes it twice waits for itself.
# End: deadlocked
import asyncio


async def main():
    lock = asyncio.Lock()
    async with lock:
        print("once")
        async with lock:
            print("never")


asyncio.run(main())
