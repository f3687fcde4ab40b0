# Rule: a task factory makes the loop's tasks; one that is not callable is refused.
import asyncio


def factory(loop, coro, **kwargs):
    print("factory", coro.__name__, sorted(k for k, v in kwargs.items() if v is not None))
    return asyncio.Task(coro, loop=loop, **kwargs)


async def f():
    return 1


async def main():
    loop = asyncio.get_running_loop()
    print(loop.get_task_factory())
    loop.set_task_factory(factory)
    print(await asyncio.create_task(f(), name="n"))
    async with asyncio.TaskGroup() as tg:
        tg.create_task(f())
    print(await asyncio.gather(f()))
    try:
        loop.set_task_factory(3)
    except TypeError as e:
        print(e)
    loop.set_task_factory(None)


asyncio.run(main())
