# Rule: a cancelled cond.wait() has the lock again when CancelledError is raised.
import asyncio


async def waits(cond):
    async with cond:
        try:
            await cond.wait()
        except asyncio.CancelledError:
            print("cancelled, locked:", cond.locked())
            raise


async def main():
    cond = asyncio.Condition()
    t = asyncio.create_task(waits(cond))
    await asyncio.sleep(0)
    await cond.acquire()
    t.cancel()
    await asyncio.sleep(0.02)
    print("it waits for the lock, done:", t.done())
    cond.release()
    await asyncio.wait([t])
    print(t.cancelled(), cond.locked())


asyncio.run(main())
