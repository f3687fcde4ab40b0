# Rule: the reprs of primitives tell their state and their waiters.
import asyncio
import re


def show(x):
    print(re.sub(r"0x[0-9a-f]+", "0xADDR", repr(x)))


async def main():
    lock, event, sem, cond = asyncio.Lock(), asyncio.Event(), asyncio.Semaphore(1), asyncio.Condition()
    barrier = asyncio.Barrier(2)
    waits = [lock.acquire, lock.acquire, event.wait, sem.acquire, sem.acquire, barrier.wait]
    tasks = [asyncio.create_task(w()) for w in waits]
    for x in (lock, event, sem, cond, barrier):
        show(x)
    await asyncio.sleep(0)
    for x in (lock, event, sem, cond, barrier):
        show(x)
    event.set()
    show(event)
    for t in tasks:
        t.cancel()
    await asyncio.wait(tasks)


asyncio.run(main())
