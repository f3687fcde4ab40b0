# Rule: every awaiter of a failed task gets the same exception object.
import asyncio

seen = []


async def bad():
    raise ValueError("once")


async def waits(t):
    try:
        await t
    except ValueError as e:
        seen.append(e)


async def main():
    t = asyncio.create_task(bad())
    await asyncio.gather(waits(t), waits(t), waits(t))
    print(len(seen), seen[0] is seen[1] is seen[2] is t.exception())


asyncio.run(main())
