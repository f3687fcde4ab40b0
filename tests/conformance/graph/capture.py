# Rule: capture_call_graph gives the future, its frames, innermost first, and its awaiters.
import asyncio


async def inner(fut):
    await fut


async def outer(fut):
    await inner(fut)


async def waits(t):
    await t


async def main():
    fut = asyncio.get_running_loop().create_future()
    t = asyncio.create_task(outer(fut), name="t")
    w = asyncio.create_task(waits(t), name="w")
    await asyncio.sleep(0)
    graph = asyncio.capture_call_graph(t)
    print(graph.future is t, [e.frame.f_code.co_name for e in graph.call_stack])
    print([g.future.get_name() for g in graph.awaited_by])
    print([e.frame.f_lineno for e in graph.awaited_by[0].call_stack])
    fut.set_result(None)
    await w
    print(asyncio.capture_call_graph(t).awaited_by)


asyncio.run(main())
