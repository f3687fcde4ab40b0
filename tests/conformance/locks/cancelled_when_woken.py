# Rule: a waiter that is cancelled after it was woken passes the lock on.
import asyncio


async def f(n, lock):
    async with lock:
        print("in", n)


async def main():
    lock = asyncio.Lock()
    await lock.acquire()
    a, b = (asyncio.create_task(f(n, lock)) for n in "ab")
    await asyncio.sleep(0)
    lock.release()
    a.cancel()
    await asyncio.wait([a, b])
    print(a.cancelled(), lock.locked())


asyncio.run(main())
