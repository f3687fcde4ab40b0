# Rule: async for over as_completed gives the tasks that were put in, in order of completion.
import asyncio


async def f(n):
    await asyncio.sleep(n / 50)
    return n


async def main():
    tasks = [asyncio.create_task(f(n)) for n in (3, 1, 2)]
    async for t in asyncio.as_completed(tasks):
        print(t in tasks, await t)


asyncio.run(main())
