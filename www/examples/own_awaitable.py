# Lesson: Anything with __await__ can be awaited; it has to hand back an iterator.
import asyncio


class Ticks:
    """Await it to let the other tasks have so many turns."""

    def __init__(self, count):
        self.count = count

    def __await__(self):
        for _ in range(self.count):
            yield  # a bare yield gives the loop one turn, just as sleep(0) does
        return f"{self.count} ticks"


async def worker(name, ticks):
    print(name, "starts")
    print(name, "waited", await ticks)


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(worker("slow", Ticks(3)))
        group.create_task(worker("fast", Ticks(1)))
        group.create_task(worker("none", Ticks(0)))


asyncio.run(main())
