# Rule: a semaphore starts at 0 or more, may be released above its start; a bounded one may not.
import asyncio


async def main():
    try:
        asyncio.Semaphore(-1)
    except ValueError as e:
        print(e)
    sem = asyncio.Semaphore(0)
    sem.release()
    sem.release()
    await sem.acquire()
    await sem.acquire()
    print(sem.locked())
    bounded = asyncio.BoundedSemaphore(1)
    try:
        bounded.release()
    except ValueError as e:
        print(e)


asyncio.run(main())
