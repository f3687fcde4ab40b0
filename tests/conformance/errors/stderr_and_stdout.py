# Rule: what is printed to stderr and to stdout goes to its own stream.
import asyncio
import sys


async def main():
    print("to stdout")
    print("to stderr", file=sys.stderr)
    sys.stdout.write("no newline")
    sys.stderr.write("no newline either")


asyncio.run(main())
