# Rule: callbacks added to an eager task that is done run in the next turn.
import asyncio


async def quick():
    return 1


async def main():
    t = asyncio.create_task(quick(), eager_start=True)
    t.add_done_callback(lambda t: print("callback", t.result()))
    print("added")
    print("awaited", await t)
    await asyncio.sleep(0)


asyncio.run(main())
