# Rule: an async generator first used after shutdown_asyncgens is a ResourceWarning.
import asyncio
import warnings

warnings.simplefilter("always")
warnings.showwarning = lambda message, category, *where: print(category.__name__, str(message).partition(" at 0x")[0])


async def agen():
    yield 1


async def main():
    await asyncio.get_running_loop().shutdown_asyncgens()
    async for item in agen():
        print(item)


asyncio.run(main())
