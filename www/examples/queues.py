# Lesson: Three queues, one interface: first come, most urgent first, or last come first.
import asyncio

PATIENTS = [(2, "cough"), (3, "sore toe"), (1, "broken arm"), (2, "fever")]


async def main():
    for kind in (asyncio.Queue, asyncio.PriorityQueue, asyncio.LifoQueue):
        queue = kind(maxsize=4)
        for patient in PATIENTS:
            queue.put_nowait(patient)
        try:
            queue.put_nowait((1, "one too many"))
        except asyncio.QueueFull:
            print(f"{kind.__name__} is full with {queue.qsize()}")
        while not queue.empty():
            urgency, complaint = await queue.get()
            print(f"  {urgency} {complaint}")


asyncio.run(main())
