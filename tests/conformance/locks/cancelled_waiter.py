# Rule: a waiter that is cancelled leaves the queue, and the next one gets the lock.
import asyncio


async def f(n, lock):
    try:
        async with lock:
            print("in", n)
    except asyncio.CancelledError:
        print("cancelled", n)
        raise


async def main():
    lock = asyncio.Lock()
    await lock.acquire()
    a, b, c = (asyncio.create_task(f(n, lock)) for n in "abc")
    await asyncio.sleep(0)
    b.cancel()
    lock.release()
    await asyncio.wait([a, b, c])
    print(lock.locked())


asyncio.run(main())
