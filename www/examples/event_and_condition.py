# Lesson: An event opens the door for all; a condition wakes them to look if their time has come.
import asyncio


async def runner(name, start):
    await start.wait()
    print(name, "runs")


async def baker(shelf, condition):
    for number in range(1, 4):
        await asyncio.sleep(0.1)
        async with condition:
            shelf.append(f"loaf {number}")
            print("baked", shelf[-1])
            condition.notify_all()


async def customer(name, wants, shelf, condition):
    async with condition:
        await condition.wait_for(lambda: len(shelf) >= wants)
        print(f"{name} takes {wants}: {[shelf.pop(0) for _ in range(wants)]}")


async def main():
    start = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for name in ("Ann", "Bob"):
            group.create_task(runner(name, start))
        await asyncio.sleep(0.1)
        print("ready, steady, go!")
        start.set()

    condition, shelf = asyncio.Condition(), []
    async with asyncio.TaskGroup() as group:
        group.create_task(customer("Cat", 2, shelf, condition))
        group.create_task(customer("Dan", 1, shelf, condition))
        group.create_task(baker(shelf, condition))


asyncio.run(main())
