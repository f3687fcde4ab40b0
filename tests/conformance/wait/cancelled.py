# Rule: cancelling the task that waits does not cancel what it waits for.
import asyncio


async def main():
    inner = asyncio.create_task(asyncio.sleep(0.04, "still alive"))
    w = asyncio.create_task(asyncio.wait([inner]))
    await asyncio.sleep(0)
    w.cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print(w.cancelled(), inner.done())
    print(await inner)


asyncio.run(main())
