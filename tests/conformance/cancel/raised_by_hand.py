# Rule: a task that raises CancelledError by itself is cancelled, with cancelling() 0.
import asyncio


async def f():
    raise asyncio.CancelledError("by hand")


async def main():
    t = asyncio.create_task(f())
    try:
        await t
    except asyncio.CancelledError as e:
        print(e.args, t.cancelled(), t.cancelling())


asyncio.run(main())
