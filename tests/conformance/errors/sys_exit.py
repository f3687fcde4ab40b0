# Rule: sys.exit in main ends the program with its code, after the cleaning up.
import asyncio
import sys


async def main():
    try:
        sys.exit(4)
    finally:
        print("finally")


asyncio.run(main())
