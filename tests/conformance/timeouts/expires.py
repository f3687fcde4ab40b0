# Rule: timeout() cancels the block inside and turns the CancelledError into TimeoutError outside.
import asyncio


async def main():
    try:
        async with asyncio.timeout(0.03) as cm:
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError as e:
                print("inside", repr(e), asyncio.current_task().cancelling())
                raise
    except TimeoutError as e:
        print("outside", repr(e), repr(e.__cause__), cm.expired(), asyncio.current_task().cancelling())


asyncio.run(main())
