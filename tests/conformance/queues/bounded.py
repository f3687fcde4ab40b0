# Rule: put waits while a queue is full; a free place wakes the first that waits.
import asyncio


async def put(n, q):
    await q.put(n)
    print("put", n, q.qsize())


async def main():
    q = asyncio.Queue(1)
    tasks = [asyncio.create_task(put(n, q)) for n in range(3)]
    await asyncio.sleep(0)
    for _ in range(3):
        print("got", await q.get())
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)


asyncio.run(main())
