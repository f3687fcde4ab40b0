# Rule: those who await one task are woken in the order in which they began to wait.
import asyncio


async def work():
    await asyncio.sleep(0.05)
    return "done"


async def waits(n, t):
    print(n, await t)


async def main():
    t = asyncio.create_task(work())
    await asyncio.gather(*(waits(n, t) for n in (3, 1, 2)))


asyncio.run(main())
