# Rule: a task's repr tells its state, name, line, what it waits for, and its callbacks.
import asyncio
import re


def show(t):
    print(re.sub(r" at \S*main\.py", " at main.py", repr(t)))


async def f(fut):
    return await fut


def done(t):
    show(t)


async def main():
    fut = asyncio.get_running_loop().create_future()
    t = asyncio.create_task(f(fut), name="T")
    show(t)
    await asyncio.sleep(0)
    t.add_done_callback(done)
    show(t)
    fut.set_result(1)
    await t
    show(t)
    t = asyncio.create_task(f(fut), name="U")
    t.cancel()
    show(t)
    await asyncio.wait([t])
    show(t)
    t = asyncio.create_task(f(3), name="V")
    await asyncio.wait([t])
    show(t)
    t.exception()


asyncio.run(main())
