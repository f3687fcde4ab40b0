import asyncio


async def philosopher(left, right):
    async with left:
        await asyncio.sleep(1)
        async with right:
            print("eats")


async def main():
    a, b = asyncio.Lock(), asyncio.Lock()
    async with asyncio.TaskGroup() as group:
        group.create_task(philosopher(a, b))
        group.create_task(philosopher(b, a))


asyncio.run(main())
