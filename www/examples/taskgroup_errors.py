# Lesson: When one task of a group fails, the rest are cancelled; except* sorts out the errors.
import asyncio


async def climb(name, seconds, error=None):
    try:
        await asyncio.sleep(seconds)
        if error:
            raise error
        print(f"{name} is at the top")
    except asyncio.CancelledError:
        print(f"{name} turns back, and loses the rucksack")
        raise LookupError("rucksack") from None


async def main():
    try:
        async with asyncio.TaskGroup() as rope:
            rope.create_task(climb("Ann", 0.1))
            rope.create_task(climb("Bob", 0.2, ValueError("Bob slipped")))
            rope.create_task(climb("Cat", 0.5))
            print("everybody climbs")
    except* ValueError as group:
        print("value errors:", group.exceptions)
    except* LookupError as group:
        print("lost things:", group.exceptions)
    print("everybody is down again")


asyncio.run(main())
