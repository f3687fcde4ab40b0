# Rule: cancelled tasks get their error in the order of the cancel() calls.
import asyncio


async def f(n):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("cancelled", n)
        raise


async def main():
    tasks = [asyncio.create_task(f(n)) for n in range(4)]
    await asyncio.sleep(0)
    for n in (2, 0, 3, 1):
        tasks[n].cancel()
    await asyncio.wait(tasks)


asyncio.run(main())
