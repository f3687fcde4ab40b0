# Rule: a block that swallows the cancellation ends without TimeoutError, though the timeout has expired.
import asyncio


async def main():
    async with asyncio.timeout(0.02) as cm:
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            print("swallowed")
    print(cm.expired(), asyncio.current_task().cancelling())


asyncio.run(main())
