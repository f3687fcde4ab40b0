# Lesson: timeout and wait_for cancel what takes too long; shield lets it finish all the same.
import asyncio


async def bake(what, seconds):
    try:
        await asyncio.sleep(seconds)
        print(f"  the {what} is baked")
        return what
    except asyncio.CancelledError:
        print(f"  the {what} is thrown away")
        raise


async def main():
    print("timeout:")
    try:
        async with asyncio.timeout(0.1) as limit:
            await bake("bread", 0.5)
    except TimeoutError:
        print("  too slow; expired:", limit.expired())

    print("timeout, moved while it ran:")
    async with asyncio.timeout(0.1) as limit:
        limit.reschedule(asyncio.get_running_loop().time() + 5)
        await bake("pie", 0.3)

    print("wait_for:")
    print("  in time:", await asyncio.wait_for(bake("bun", 0.1), timeout=5))

    print("wait_for with a shield:")
    cake = asyncio.create_task(bake("cake", 0.3))
    try:
        await asyncio.wait_for(asyncio.shield(cake), timeout=0.1)
    except TimeoutError:
        print("  tired of waiting, but the oven is on:", not cake.done())
    print("  and at last:", await cake)


asyncio.run(main())
