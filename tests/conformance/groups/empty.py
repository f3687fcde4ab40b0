# Rule: a group without tasks does not suspend.
import asyncio


async def main():
    asyncio.get_running_loop().call_soon(print, "callback")
    async with asyncio.TaskGroup():
        print("body")
    print("after")
    await asyncio.sleep(0)


asyncio.run(main())
