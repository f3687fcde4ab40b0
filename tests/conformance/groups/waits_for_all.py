# Rule: a TaskGroup ends when all its tasks are done, also those that tasks add.
import asyncio


async def child(tg, n):
    print("child", n)
    await asyncio.sleep(0.01)
    if n:
        tg.create_task(child(tg, n - 1))


async def main():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(child(tg, 2))
        print("body ends")
    print("group ends")


asyncio.run(main())
