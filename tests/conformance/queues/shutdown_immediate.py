# Rule: shutdown(immediate=True) throws the items away and lets join() return.
import asyncio


async def main():
    q = asyncio.Queue()
    q.put_nowait(1)
    q.put_nowait(2)
    t = asyncio.create_task(q.join())
    await asyncio.sleep(0)
    q.shutdown(immediate=True)
    await t
    print(q.qsize(), q.empty())
    try:
        q.get_nowait()
    except asyncio.QueueShutDown as e:
        print(repr(e))


asyncio.run(main())
