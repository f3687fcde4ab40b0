# Rule: after shutdown() puts fail, gets empty the queue and then fail.
import asyncio


async def main():
    q = asyncio.Queue()
    q.put_nowait(1)
    q.shutdown()
    try:
        await q.put(2)
    except asyncio.QueueShutDown as e:
        print(repr(e))
    print(await q.get())
    for get in (q.get, q.get):
        try:
            await get()
        except asyncio.QueueShutDown as e:
            print(repr(e))
    try:
        q.get_nowait()
    except asyncio.QueueShutDown as e:
        print(repr(e))


asyncio.run(main())
