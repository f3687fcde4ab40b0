# Rule: between two runs of a Runner the other tasks stand still, and close cancels them.
import asyncio


async def ticks():
    try:
        for n in range(100):
            print("tick", n)
            await asyncio.sleep(0)
    finally:
        print("ticks end")


async def start():
    asyncio.create_task(ticks(), name="ticks")
    await asyncio.sleep(0)


async def more():
    print("second run")
    await asyncio.sleep(0)


with asyncio.Runner() as runner:
    runner.run(start())
    print("between")
    runner.run(more())
    print("closing")
