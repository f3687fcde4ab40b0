# Rule: remove_done_callback gives how many were removed; a removed one is not called.
import asyncio


def cb(f):
    print("cb")


async def main():
    f = asyncio.get_running_loop().create_future()
    print(f.remove_done_callback(cb))
    f.add_done_callback(cb)
    f.add_done_callback(cb)
    print(f.remove_done_callback(cb))
    f.add_done_callback(cb)
    f.set_result(1)
    print(f.remove_done_callback(cb))
    await asyncio.sleep(0)


asyncio.run(main())
