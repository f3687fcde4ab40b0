# Rule: sys.exit with a text prints it to the error output and exits 1.
import asyncio
import sys


async def main():
    sys.exit("goodbye")


asyncio.run(main())
