# Rule: in debug mode a failed task nobody read tells where it was created.
import asyncio


async def bad():
    raise ValueError("v")


def start():
    return asyncio.create_task(bad(), name="bad")


async def main():
    asyncio.get_running_loop().slow_callback_duration = 60
    t = start()
    await asyncio.wait([t])
    del t
    print("dropped")


asyncio.run(main(), debug=True)
