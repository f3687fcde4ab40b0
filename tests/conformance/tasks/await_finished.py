# Rule: awaiting a finished task does not suspend.
import asyncio


async def main():
    t = asyncio.create_task(asyncio.sleep(0, "value"))
    await asyncio.wait([t])
    asyncio.get_running_loop().call_soon(print, "other")
    print(await t)
    print(await t)
    await asyncio.sleep(0)


asyncio.run(main())
