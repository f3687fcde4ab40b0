# Rule: all_tasks holds the tasks of this loop that are not done; current_task is the one that runs.
import asyncio


def names():
    return sorted(t.get_name() for t in asyncio.all_tasks())


async def f():
    print(asyncio.current_task().get_name(), names())


async def main():
    a = asyncio.create_task(f(), name="a")
    b = asyncio.create_task(f(), name="b")
    print(names())
    await a
    await b
    print(names())
    asyncio.get_running_loop().call_soon(lambda: print("in a callback:", asyncio.current_task()))
    await asyncio.sleep(0)


asyncio.run(main())
try:
    asyncio.all_tasks()
except RuntimeError as e:
    print(e)
try:
    asyncio.current_task()
except RuntimeError as e:
    print(e)
