# Rule: gather of eager tasks that end at once does not suspend.
import asyncio


async def quick(n):
    return n


async def main():
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    asyncio.get_running_loop().call_soon(print, "callback")
    print(await asyncio.gather(quick(1), quick(2)))
    await asyncio.sleep(0)


asyncio.run(main())
