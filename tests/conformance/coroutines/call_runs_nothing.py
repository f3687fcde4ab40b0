# Rule: calling a coroutine function runs none of its body.
import asyncio


async def f():
    print("body")


async def main():
    c = f()
    print("called")
    await c


asyncio.run(main())
