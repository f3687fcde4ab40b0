# Rule: a released Lock with waiters cannot be taken by the task that runs now.
import asyncio


async def waits(lock):
    async with lock:
        print("waiter has it")


async def main():
    lock = asyncio.Lock()
    await lock.acquire()
    t = asyncio.create_task(waits(lock))
    await asyncio.sleep(0)
    lock.release()
    print("locked:", lock.locked())
    async with lock:
        print("main has it again")
    await t


asyncio.run(main())
