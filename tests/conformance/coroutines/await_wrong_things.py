# Rule: awaiting what is not awaitable is a TypeError that names the type.
import asyncio


async def main():
    for thing in (1, "text", None, [], print, (x for x in ())):
        try:
            await thing
        except TypeError as e:
            print(e)


asyncio.run(main())
