# Rule: put and get do not suspend while there is room and there are items.
import asyncio


async def main():
    q = asyncio.Queue()
    asyncio.get_running_loop().call_soon(print, "callback")
    for n in range(3):
        await q.put(n)
    print([await q.get() for _ in range(3)])
    await asyncio.sleep(0)


asyncio.run(main())
