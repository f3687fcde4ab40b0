# Rule: in a module that awaits a loop is running, so that asyncio.run refuses.
# Await: on
import asyncio


async def main():
    print("main")


await main()
coro = main()
try:
    asyncio.run(coro)
except RuntimeError as e:
    print(e)
coro.close()
