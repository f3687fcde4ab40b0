# Rule: sys.exit in a task ends the program, and main is cancelled.
import asyncio
import sys


async def leaves():
    sys.exit(6)


async def main():
    t = asyncio.create_task(leaves())
    try:
        await asyncio.sleep(5)
    finally:
        print("main ends", t.done(), repr(t.exception()))


asyncio.run(main())
