# Rule: two tasks that await each other wait for ever.
# End: deadlocked
import asyncio


async def f(box):
    print("waits for the other")
    await box[0]


async def main():
    box = []
    t = asyncio.create_task(f(box), name="first")
    box.append(asyncio.create_task(f([t]), name="second"))
    await t


asyncio.run(main())
