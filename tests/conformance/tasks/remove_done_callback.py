# Rule: remove_done_callback removes every equal callback and returns how many.
import asyncio


def cb(t):
    print("cb")


def other(t):
    print("other")


async def main():
    t = asyncio.create_task(asyncio.sleep(0))
    t.add_done_callback(cb)
    t.add_done_callback(other)
    t.add_done_callback(cb)
    print(t.remove_done_callback(cb), t.remove_done_callback(cb))
    await t


asyncio.run(main())
