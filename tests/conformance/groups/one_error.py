# Rule: one failing task gives an ExceptionGroup with one exception, and cancels the rest and the body.
import asyncio


async def bad():
    await asyncio.sleep(0.01)
    raise ValueError("bad")


async def other():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as e:
        print("other cancelled", e.args)
        raise


async def main():
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(bad())
            o = tg.create_task(other())
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError as e:
                print("body cancelled", e.args, asyncio.current_task().cancelling())
                raise
    except ExceptionGroup as e:
        print(repr(e), str(e), o.cancelled(), asyncio.current_task().cancelling())


asyncio.run(main())
