# Lesson: Two tasks that take two locks in opposite order can wait for each other for ever.
# End: deadlocked
import asyncio


async def painter(name, first, second, tools):
    async with tools[first]:
        print(f"{name} has the {first}")
        await asyncio.sleep(0.1)
        print(f"{name} needs the {second}")
        async with tools[second]:
            print(f"{name} paints")


async def main():
    tools = {"brush": asyncio.Lock(), "bucket": asyncio.Lock()}
    async with asyncio.TaskGroup() as group:
        group.create_task(painter("Ann", "brush", "bucket", tools), name="Ann")
        group.create_task(painter("Bob", "bucket", "brush", tools), name="Bob")


asyncio.run(main())
