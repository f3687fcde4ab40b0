# Rule: print_call_graph shows a task's frames and who awaits it, one below the other.
import asyncio
import sys


async def work(fut):
    await fut


async def middle(t):
    await t


async def main():
    fut = asyncio.get_running_loop().create_future()
    t = asyncio.create_task(work(fut), name="work")
    m = asyncio.create_task(middle(t), name="middle")
    await asyncio.sleep(0)
    asyncio.print_call_graph(t, file=sys.stderr)
    asyncio.print_call_graph(file=sys.stderr)
    fut.set_result(None)
    await m


asyncio.run(main())
