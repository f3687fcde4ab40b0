# Rule: a task cancelled before its first step never runs its body.
import asyncio


async def f():
    print("never printed")


async def main():
    t = asyncio.create_task(f())
    t.cancel()
    await asyncio.wait([t])
    print(t.cancelled())


asyncio.run(main())
