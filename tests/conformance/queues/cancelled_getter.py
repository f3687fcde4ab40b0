# Rule: a getter that is cancelled after its wake-up leaves the item to the next.
import asyncio


async def get(n, q):
    print(n, await q.get())


async def main():
    q = asyncio.Queue()
    a, b = (asyncio.create_task(get(n, q)) for n in "ab")
    await asyncio.sleep(0)
    q.put_nowait("item")
    a.cancel()
    await asyncio.wait([a, b])
    print(a.cancelled(), q.qsize())


asyncio.run(main())
