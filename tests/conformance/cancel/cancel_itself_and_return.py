# Rule: a task that cancels itself and returns before it suspends is cancelled, its result lost.
import asyncio


async def f():
    asyncio.current_task().cancel("lost")
    return "result"


async def main():
    t = asyncio.create_task(f())
    try:
        print(await t)
    except asyncio.CancelledError as e:
        print("cancelled", e.args)


asyncio.run(main())
