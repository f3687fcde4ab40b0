# Lesson: as_completed gives results as they come; with async for, it gives your own tasks.
import asyncio


async def parcel(content, days):
    await asyncio.sleep(days / 10)
    return content


async def main():
    print("a plain for gives new awaitables:")
    parcels = [parcel("book", 3), parcel("lamp", 1), parcel("seeds", 2)]
    for arrival in asyncio.as_completed(parcels):
        print("  arrived:", await arrival)

    print("async for gives the tasks themselves:")
    senders = {
        asyncio.create_task(parcel("tea", 2)): "Ann",
        asyncio.create_task(parcel("bricks", 9)): "Bob",
        asyncio.create_task(parcel("kite", 1)): "Cat",
    }
    try:
        async for task in asyncio.as_completed(senders, timeout=0.5):
            print(f"  {senders[task]} sent: {task.result()}")
    except TimeoutError:
        print("  the rest is late")


asyncio.run(main())
