# Rule: the loop keeps a task alive while it is ready or waits for a timer, without a reference.
import asyncio
import gc


async def f():
    for n in range(3):
        await asyncio.sleep(0.02)
        gc.collect()
        print("alive", n)


async def main():
    asyncio.create_task(f())
    gc.collect()
    await asyncio.sleep(0.15)


asyncio.run(main())
