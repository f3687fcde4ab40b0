# Rule: run takes a coroutine or another awaitable, and nothing else.
import asyncio


async def main():
    pass


for thing in (main, 3, None):
    try:
        asyncio.run(thing)
    except TypeError as e:
        print(e)
