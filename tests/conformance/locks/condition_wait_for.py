# Rule: wait_for looks at its predicate at once and after each wake-up, and gives its value.
import asyncio


async def waits(cond, items):
    async with cond:
        print("got", await cond.wait_for(lambda: print("look") or len(items) == 2 and items))


async def main():
    cond, items = asyncio.Condition(), []
    t = asyncio.create_task(waits(cond, items))
    for n in range(2):
        await asyncio.sleep(0)
        async with cond:
            items.append(n)
            cond.notify()
    await t


asyncio.run(main())
