# Rule: input() in a coroutine lets no other task run meanwhile.
import asyncio


async def other():
    print("other")


async def main():
    t = asyncio.create_task(other())
    print("read", input())
    await t


asyncio.run(main())
