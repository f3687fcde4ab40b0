# Rule: a task cannot take a semaphore that was released to a waiter.
import asyncio


async def waits(sem):
    await sem.acquire()
    print("waiter has it")
    sem.release()


async def main():
    sem = asyncio.Semaphore(1)
    await sem.acquire()
    t = asyncio.create_task(waits(sem))
    await asyncio.sleep(0)
    sem.release()
    print("locked:", sem.locked())
    await sem.acquire()
    print("main has it")
    await t


asyncio.run(main())
