# Rule: a syntax error is shown with its line and caret, and nothing of the program runs.
import asyncio

print("never printed")


async def main():
    await asyncio.sleep(1

asyncio.run(main())
