# Rule: a KeyboardInterrupt raised in main ends the program with exit code 130.
import asyncio


async def main():
    try:
        raise KeyboardInterrupt
    finally:
        print("finally")


asyncio.run(main())
