# Rule: run inside of a running loop raises, and the coroutine that it was given was never awaited.
import asyncio


async def inner():
    pass


async def main():
    try:
        asyncio.run(inner())
    except RuntimeError as e:
        print(e)
    loop = asyncio.new_event_loop()
    coro = inner()
    try:
        loop.run_until_complete(coro)
    except RuntimeError as e:
        print(e)
    coro.close()
    loop.close()


asyncio.run(main())
