# Rule: a cancelled child raises CancelledError from gather, but does not cancel the others.
import asyncio


async def main():
    a = asyncio.create_task(asyncio.sleep(10))
    b = asyncio.create_task(asyncio.sleep(0.03, "b"))
    g = asyncio.gather(a, b)
    await asyncio.sleep(0)
    a.cancel()
    try:
        await g
    except asyncio.CancelledError:
        print("CancelledError", g.cancelled(), b.done(), asyncio.current_task().cancelling())
    print(await b)


asyncio.run(main())
