# Rule: the shield of a finished task is that task.
import asyncio


async def main():
    t = asyncio.create_task(asyncio.sleep(0, "r"))
    await t
    print(asyncio.shield(t) is t, await asyncio.shield(t))


asyncio.run(main())
