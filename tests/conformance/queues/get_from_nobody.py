# Rule: a get that nobody will ever serve waits without end.
# End: deadlocked
import asyncio


async def consumer(q):
    while True:
        print("got", await q.get())


async def main():
    q = asyncio.Queue()
    async with asyncio.TaskGroup() as tg:
        tg.create_task(consumer(q))
        for n in range(2):
            await q.put(n)


asyncio.run(main())
