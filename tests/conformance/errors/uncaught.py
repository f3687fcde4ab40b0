# Rule: an exception that leaves main is printed with the program's own lines, exit code 1.
import asyncio


async def inner(n):
    return 10 / n


async def main():
    print("before")
    await inner(0)


asyncio.run(main())
