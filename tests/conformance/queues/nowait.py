# Rule: get_nowait and put_nowait raise QueueEmpty and QueueFull.
import asyncio


async def main():
    q = asyncio.Queue(1)
    try:
        q.get_nowait()
    except asyncio.QueueEmpty as e:
        print(repr(e))
    q.put_nowait(1)
    try:
        q.put_nowait(2)
    except asyncio.QueueFull as e:
        print(repr(e))
    print(q.full(), q.empty(), q.qsize(), q.maxsize, asyncio.Queue(-1).full())


asyncio.run(main())
