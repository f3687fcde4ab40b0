# Rule: a late coroutine that swallows its cancellation and returns gives its result after all.
import asyncio


async def stubborn():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        return "stubborn"


async def main():
    print(await asyncio.wait_for(stubborn(), 0.02))


asyncio.run(main())
