# Rule: uncaught NameErrors and AttributeErrors suggest a similar name.
import asyncio


async def main():
    colour = 1
    try:
        asyncio.slep(1)
    except AttributeError as e:
        print(e)
    return color


asyncio.run(main())
