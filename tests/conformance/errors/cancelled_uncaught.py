# Rule: a main that ends cancelled prints CancelledError.
import asyncio


async def main():
    asyncio.current_task().cancel("by itself")
    await asyncio.sleep(1)


asyncio.run(main())
