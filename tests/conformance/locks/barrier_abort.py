# Rule: abort() breaks a barrier for those who wait and who come; reset() mends it.
import asyncio


async def party(n, barrier):
    try:
        print(n, await barrier.wait())
    except asyncio.BrokenBarrierError as e:
        print(n, type(e).__name__, e)


async def main():
    barrier = asyncio.Barrier(2)
    t = asyncio.create_task(party("waits", barrier))
    await asyncio.sleep(0)
    await barrier.abort()
    await t
    await party("comes", barrier)
    print(barrier.broken)
    await barrier.reset()
    await asyncio.gather(party("a", barrier), party("b", barrier))
    t = asyncio.create_task(party("reset", barrier))
    await asyncio.sleep(0)
    await barrier.reset()
    await t
    print(barrier.broken)
    try:
        asyncio.Barrier(0)
    except ValueError as e:
        print(e)


asyncio.run(main())
