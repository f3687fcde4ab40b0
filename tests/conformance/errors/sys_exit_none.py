# Rule: sys.exit without an argument exits 0; what follows is not run.
import asyncio
import sys


async def main():
    sys.exit()


asyncio.run(main())
print("never")
