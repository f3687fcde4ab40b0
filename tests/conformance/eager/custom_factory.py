# Rule: create_eager_task_factory makes eager tasks of a given class.
import asyncio


class Mine(asyncio.Task):
    pass


async def f():
    return type(asyncio.current_task()).__name__


async def main():
    asyncio.get_running_loop().set_task_factory(asyncio.create_eager_task_factory(Mine))
    t = asyncio.create_task(f())
    print(t.done(), await t, isinstance(t, Mine))


asyncio.run(main())
