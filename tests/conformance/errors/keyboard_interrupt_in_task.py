# Rule: a KeyboardInterrupt raised in a task leaves run, and can be caught there.
import asyncio


async def bad():
    raise KeyboardInterrupt("from a task")


async def main():
    t = asyncio.create_task(bad())
    try:
        await asyncio.sleep(5)
    except asyncio.CancelledError:
        print("main is cancelled")
        t.exception()
        raise


try:
    asyncio.run(main())
except KeyboardInterrupt as e:
    print(repr(e))
