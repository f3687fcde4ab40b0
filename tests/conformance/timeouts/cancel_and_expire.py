# Rule: a task that is cancelled from outside and times out as well stays cancelled.
import asyncio


async def f():
    try:
        async with asyncio.timeout(0.02) as cm:
            try:
                await asyncio.sleep(10)
            finally:
                asyncio.current_task().cancel("from outside")
    except TimeoutError:
        print("never")
    except asyncio.CancelledError:
        print("CancelledError", cm.expired())
        raise


async def main():
    t = asyncio.create_task(f())
    await asyncio.wait([t])
    print(t.cancelled())


asyncio.run(main())
