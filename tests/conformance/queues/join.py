# Rule: join waits until task_done was called for each item; a call too many is a ValueError.
import asyncio


async def worker(q):
    while True:
        item = await q.get()
        await asyncio.sleep(0.01)
        print("done", item)
        q.task_done()


async def main():
    q = asyncio.Queue()
    await q.join()
    for n in range(3):
        q.put_nowait(n)
    t = asyncio.create_task(worker(q))
    await q.join()
    print("joined")
    t.cancel()
    try:
        q.task_done()
    except ValueError as e:
        print(e)


asyncio.run(main())
