# Rule: carets mark the part of the line that failed.
import asyncio

data = {"a": {"b": None}}


async def get(key):
    return data[key]


async def main():
    total = 1 + (await get("a"))["b"]["c"] + 2
    print(total)


asyncio.run(main())
