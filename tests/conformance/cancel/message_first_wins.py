# Rule: of two cancels before the task runs, the message of the first arrives, and both are counted.
import asyncio


async def f():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as e:
        print(e.args, asyncio.current_task().cancelling())
    await asyncio.sleep(0)
    print("went on")


async def main():
    t = asyncio.create_task(f())
    await asyncio.sleep(0)
    t.cancel("first")
    t.cancel("second")
    await t


asyncio.run(main())
