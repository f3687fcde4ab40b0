# Rule: a program that reads to the end of its input ends; reading is no deadlock.
import asyncio
import sys


async def main():
    for line in sys.stdin:
        print(line.rstrip().upper())
        await asyncio.sleep(0)
    print(repr(sys.stdin.readline()))


asyncio.run(main())
