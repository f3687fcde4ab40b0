# Rule: awaiters and callbacks of a future are woken in the order in which they came.
import asyncio


async def waits(n, f):
    await f
    print("awaiter", n)


async def main():
    f = asyncio.get_running_loop().create_future()
    tasks = [asyncio.create_task(waits(n, f)) for n in (1, 2)]
    await asyncio.sleep(0)
    f.add_done_callback(lambda f: print("callback"))
    tasks.append(asyncio.create_task(waits(3, f)))
    await asyncio.sleep(0)
    f.set_result(None)
    await asyncio.gather(*tasks)


asyncio.run(main())
