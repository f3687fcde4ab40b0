# Rule: SystemExit in a callback stops the loop and is raised by run.
import asyncio
import sys


async def main():
    asyncio.get_running_loop().call_soon(sys.exit, 5)
    try:
        await asyncio.sleep(1)
    finally:
        print("main is cleaned up")


try:
    asyncio.run(main())
except SystemExit as e:
    print(repr(e))
