# Rule: cancel() raises CancelledError at the await, in the task's next step, not at once.
import asyncio


async def f():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("CancelledError inside")
        raise


async def main():
    t = asyncio.create_task(f())
    await asyncio.sleep(0)
    print(t.cancel(), t.done(), t.cancelled())
    try:
        await t
    except asyncio.CancelledError:
        print("CancelledError outside")
    print(t.done(), t.cancelled(), t.cancel())


asyncio.run(main())
