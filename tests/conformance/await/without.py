# Rule: with top-level await allowed, a module that awaits nothing is no coroutine.
# Await: on
import asyncio


async def main():
    print("run as ever")


asyncio.run(main())
try:
    asyncio.get_running_loop()
except RuntimeError as e:
    print(e)
