# Rule: a task that cancels itself gets the CancelledError at its next await that suspends.
import asyncio


async def passes():
    print("an await that does not suspend")


async def f():
    asyncio.current_task().cancel()
    print("still running")
    await passes()
    try:
        await asyncio.sleep(0)
    except asyncio.CancelledError:
        print("now")
        raise


async def main():
    t = asyncio.create_task(f())
    await asyncio.wait([t])
    print(t.cancelled())


asyncio.run(main())
