# Rule: notify(n) wakes n waiters in order; they take the lock again one by one.
import asyncio


async def waits(n, cond):
    async with cond:
        print(n, "waits")
        await cond.wait()
        print(n, "woken", cond.locked())


async def main():
    cond = asyncio.Condition()
    tasks = [asyncio.create_task(waits(n, cond)) for n in range(4)]
    await asyncio.sleep(0.02)
    async with cond:
        cond.notify(2)
        print("notified two")
    await asyncio.sleep(0.02)
    async with cond:
        cond.notify_all()
        print("notified all")
    await asyncio.gather(*tasks)


asyncio.run(main())
