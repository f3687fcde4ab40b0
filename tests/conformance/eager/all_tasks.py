# Rule: an eager task is known while it starts, and if it suspends.
import asyncio


async def child(ends):
    print(asyncio.current_task() in asyncio.all_tasks(), len(asyncio.all_tasks()))
    if not ends:
        await asyncio.sleep(0.02)


async def main():
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    one = asyncio.create_task(child(True))
    two = asyncio.create_task(child(False))
    print(one in asyncio.all_tasks(), two in asyncio.all_tasks())
    await two
    print(len(asyncio.all_tasks()))


asyncio.run(main())
