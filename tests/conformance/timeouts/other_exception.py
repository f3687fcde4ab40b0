# Rule: another exception raised in the block passes through, before and after expiry.
import asyncio


async def main():
    try:
        async with asyncio.timeout(5):
            raise KeyError("before")
    except KeyError as e:
        print(repr(e))
    try:
        async with asyncio.timeout(0.02):
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                raise KeyError("instead")
    except KeyError as e:
        print(repr(e), repr(e.__context__))
    print(asyncio.current_task().cancelling())


asyncio.run(main())
