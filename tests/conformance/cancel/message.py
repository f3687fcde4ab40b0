# Rule: cancel(msg) passes its message to the CancelledError inside and outside.
import asyncio


async def f():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as e:
        print("inside", e.args)
        raise


async def main():
    t = asyncio.create_task(f())
    await asyncio.sleep(0)
    t.cancel("because")
    try:
        await t
    except asyncio.CancelledError as e:
        print("outside", e.args)
    try:
        t.result()
    except asyncio.CancelledError as e:
        print("result", e.args)


asyncio.run(main())
