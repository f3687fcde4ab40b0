# Rule: items leave a Queue in order; getters are served in the order in which they came.
import asyncio


async def get(n, q):
    print(n, await q.get())


async def main():
    q = asyncio.Queue()
    tasks = [asyncio.create_task(get(n, q)) for n in "abc"]
    await asyncio.sleep(0)
    for i in range(3):
        q.put_nowait(i)
    await asyncio.gather(*tasks)


asyncio.run(main())
