# Rule: shutdown() wakes those who wait to get and to put with QueueShutDown.
import asyncio


async def call(name, coro):
    try:
        await coro
        print(name, "worked")
    except asyncio.QueueShutDown:
        print(name, "QueueShutDown")


async def main():
    empty, full = asyncio.Queue(), asyncio.Queue(1)
    full.put_nowait(1)
    tasks = [asyncio.create_task(call(f"get {n}", empty.get())) for n in range(2)]
    tasks.append(asyncio.create_task(call("put", full.put(2))))
    tasks.append(asyncio.create_task(call("join", full.join())))
    await asyncio.sleep(0)
    empty.shutdown()
    full.shutdown()
    await asyncio.sleep(0)
    full.get_nowait()
    full.task_done()
    await asyncio.gather(*tasks)


asyncio.run(main())
