# Lesson: A barrier holds everybody back until enough have come, then lets them pass together.
import asyncio


async def hiker(name, pace, camp):
    for stage in (1, 2):
        await asyncio.sleep(pace)
        print(f"{name} reaches camp {stage}, {camp.n_waiting} already there")
        place = await camp.wait()
        if place == 0:
            print(f"  all are at camp {stage}: on we go!")


async def main():
    camp = asyncio.Barrier(3)
    async with asyncio.TaskGroup() as group:
        group.create_task(hiker("Ann", 0.1, camp))
        group.create_task(hiker("Bob", 0.2, camp))
        group.create_task(hiker("Cat", 0.3, camp))


asyncio.run(main())
