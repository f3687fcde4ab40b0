# Rule: aclosing closes the generator at the end of its block.
import asyncio
from contextlib import aclosing


async def agen():
    try:
        yield 1
        yield 2
    finally:
        print("finally")


async def main():
    async with aclosing(agen()) as g:
        async for x in g:
            print(x)
            break
    print("after")


asyncio.run(main())
