# Rule: a coroutine that is dropped without being awaited warns with the line that dropped it.
import asyncio


async def forgotten():
    pass


async def main():
    forgotten()
    print("after")


asyncio.run(main())
