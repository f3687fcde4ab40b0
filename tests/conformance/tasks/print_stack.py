# Rule: print_stack writes a heading and the frames, or the traceback of a failed task.
import asyncio
import sys


async def f(fut):
    await fut


async def nothing():
    pass


async def main():
    fut = asyncio.get_running_loop().create_future()
    t = asyncio.create_task(f(fut), name="T")
    await asyncio.sleep(0)
    t.print_stack(file=sys.stderr)
    fut.set_exception(KeyError("k"))
    await asyncio.wait([t])
    t.print_stack(file=sys.stderr)
    t = asyncio.create_task(nothing(), name="U")
    await t
    t.print_stack(file=sys.stderr)


asyncio.run(main())
