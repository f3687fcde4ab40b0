# Rule: a task factory may make tasks of a subclass, with names and contexts, and gather and groups use it.
import asyncio


class Counted(asyncio.Task):
    made = 0

    def __init__(self, *args, **kwargs):
        Counted.made += 1
        super().__init__(*args, **kwargs)


def factory(loop, coro, **kwargs):
    return Counted(coro, loop=loop, **kwargs)


async def child():
    return asyncio.current_task().get_name()


async def main():
    asyncio.get_running_loop().set_task_factory(factory)
    task = asyncio.create_task(child(), name="named")
    print(type(task).__name__, await task)
    await asyncio.gather(child(), child())
    async with asyncio.TaskGroup() as group:
        group.create_task(child())
    await asyncio.wait_for(child(), 1)
    print(Counted.made)


asyncio.run(main())
