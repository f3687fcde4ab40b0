# Rule: set() wakes all waiters in order; a set event does not suspend; clear() closes it again.
import asyncio


async def waits(n, event):
    print(n, await event.wait(), event.is_set())


async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(waits(n, event)) for n in range(3)]
    await asyncio.sleep(0)
    event.set()
    event.clear()
    print("set and cleared")
    await asyncio.gather(*tasks)
    event.set()
    asyncio.get_running_loop().call_soon(print, "callback")
    print(await event.wait())
    await asyncio.sleep(0)


asyncio.run(main())
