# Rule: a future can only be awaited under its own loop.
import asyncio

other = asyncio.new_event_loop()
f = other.create_future()


async def main():
    try:
        await f
    except RuntimeError as e:
        print(str(e).endswith("attached to a different loop"))
    try:
        asyncio.ensure_future(f, loop=asyncio.get_running_loop())
    except ValueError as e:
        print(e)


asyncio.run(main())
other.close()
