# Rule: a statement over several lines is shown with its lines and carets.
import asyncio


async def add(a, b):
    return a + b


async def main():
    await add(
        1,
        "two",
    )
    print("never")


asyncio.run(main())
