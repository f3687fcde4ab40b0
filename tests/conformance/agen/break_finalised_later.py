# Rule: an async generator left by break is closed by the loop soon after it is dropped.
import asyncio


async def agen():
    try:
        yield 1
        yield 2
    finally:
        print("finally")


async def main():
    async for x in agen():
        print(x)
        break
    print("after the loop")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print("later")


asyncio.run(main())
