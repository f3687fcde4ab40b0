# Rule: an uncaught AssertionError shows its message.
import asyncio


async def main():
    n = 3
    assert n == 4, f"n is {n}"


asyncio.run(main())
