# Rule: wait_for cancels what is late, waits until it is done, then raises TimeoutError.
import asyncio


async def slow():
    try:
        await asyncio.sleep(10)
    finally:
        await asyncio.sleep(0.03)
        print("cleaned up")


async def main():
    t = asyncio.create_task(slow())
    try:
        await asyncio.wait_for(t, 0.02)
    except TimeoutError as e:
        print("TimeoutError", e.args, repr(e.__cause__), t.cancelled())


asyncio.run(main())
