# Lesson: A semaphore lets in so many at a time; a bounded one notices a release too many.
import asyncio


async def swim(name, pool, lanes):
    async with lanes:
        pool.append(name)
        print(f"{name} swims; in the pool: {' '.join(pool)}")
        await asyncio.sleep(0.1 * len(name))
        pool.remove(name)


async def main():
    pool, lanes = [], asyncio.Semaphore(2)
    async with asyncio.TaskGroup() as group:
        for name in ("Bo", "Mary", "Ivo", "Al", "Eve"):
            group.create_task(swim(name, pool, lanes))

    lanes = asyncio.BoundedSemaphore(2)
    await lanes.acquire()
    lanes.release()
    try:
        lanes.release()
    except ValueError as error:
        print("ValueError:", error)


asyncio.run(main())
