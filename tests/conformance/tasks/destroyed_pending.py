# Rule: a pending task that is collected reports "Task was destroyed but it is pending!".
import asyncio
import gc


async def f(fut):
    await fut


async def main():
    fut = asyncio.get_running_loop().create_future()
    t = asyncio.create_task(f(fut), name="lost")
    await asyncio.sleep(0)
    del t, fut
    gc.collect()
    print("collected")


asyncio.run(main())
