# Lesson: A bounded queue holds the producer to its consumers' pace; shutdown ends the day.
import asyncio


async def producer(queue):
    for n in range(1, 7):
        await queue.put(f"job {n}")
        print(f"put job {n}, {queue.qsize()} in the queue")
    queue.shutdown()
    print("no more jobs")


async def consumer(name, queue, seconds):
    try:
        while True:
            job = await queue.get()
            await asyncio.sleep(seconds)
            print(f"    {name} did {job}")
            queue.task_done()
    except asyncio.QueueShutDown:
        print(f"    {name} goes home")


async def main():
    queue = asyncio.Queue(maxsize=2)
    async with asyncio.TaskGroup() as group:
        group.create_task(consumer("Ann", queue, 0.10), name="Ann")
        group.create_task(consumer("Bob", queue, 0.25), name="Bob")
        group.create_task(producer(queue), name="producer")
    await queue.join()
    print("everything is done")


asyncio.run(main())
