# Rule: wait's timeout raises nothing and cancels nothing; done tasks are given at once.
import asyncio


async def main():
    t = asyncio.create_task(asyncio.sleep(0.06, "r"))
    done, pending = await asyncio.wait([t], timeout=0.02)
    print(len(done), len(pending), t.cancelled())
    done, pending = await asyncio.wait([t], timeout=None)
    print(len(done), len(pending), t.result())
    done, pending = await asyncio.wait([t], timeout=0)
    print(len(done), len(pending))


asyncio.run(main())
