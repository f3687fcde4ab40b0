import asyncio


async def wait_for_food(condition):
    async with condition:
        await condition.wait()


async def meet(barrier):
    await barrier.wait()


async def main():
    forks = [asyncio.Lock(), asyncio.Lock()]
    async with forks[1]:
        pass
    condition = asyncio.Condition()
    eater = asyncio.create_task(wait_for_food(condition))
    await asyncio.sleep(1)
    async with condition:
        condition.notify()
    await eater
    barrier = asyncio.Barrier(2)
    async with asyncio.TaskGroup() as group:
        group.create_task(meet(barrier))
        group.create_task(meet(barrier))


asyncio.run(main())
