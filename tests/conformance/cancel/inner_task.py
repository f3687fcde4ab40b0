# Rule: cancelling a task that awaits another cancels the other, too.
import asyncio


async def inner():
    try:
        await asyncio.sleep(10)
    finally:
        print("inner", asyncio.current_task().cancelling())


async def outer(t):
    try:
        await t
    finally:
        print("outer", asyncio.current_task().cancelling())


async def main():
    t = asyncio.create_task(inner())
    o = asyncio.create_task(outer(t))
    await asyncio.sleep(0.02)
    o.cancel()
    await asyncio.wait([o, t])
    print(o.cancelled(), t.cancelled())


asyncio.run(main())
