# Rule: while an eager task starts it is the current task; then its maker is again.
import asyncio


async def f():
    print(asyncio.current_task().get_name(), sorted(t.get_name() for t in asyncio.all_tasks()))


async def main():
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    t = asyncio.create_task(f(), name="eager")
    print(asyncio.current_task().get_name(), t.get_name(), t.done())


asyncio.run(main())
