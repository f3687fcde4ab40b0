# Rule: a task of the group that is cancelled, or cancels itself, is no failure.
import asyncio


async def gives_up():
    raise asyncio.CancelledError


async def main():
    async with asyncio.TaskGroup() as tg:
        a = tg.create_task(asyncio.sleep(10))
        b = tg.create_task(gives_up())
        c = tg.create_task(asyncio.sleep(0.02, "c"))
        await asyncio.sleep(0.01)
        a.cancel()
    print(a.cancelled(), b.cancelled(), c.result())


asyncio.run(main())
