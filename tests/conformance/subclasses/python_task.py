# Rule: the tasks and futures written in Python work on the loop too, and with the others.
import asyncio
from asyncio import futures, tasks


async def child(future):
    return await future


async def main():
    loop = asyncio.get_running_loop()
    py_future = futures._PyFuture(loop=loop)
    c_future = loop.create_future()
    py_task = tasks._PyTask(child(c_future), loop=loop)
    c_task = asyncio.create_task(child(py_future))
    await asyncio.sleep(0)
    print(len(asyncio.all_tasks()))
    c_future.set_result(1)
    py_future.set_result(2)
    print(await asyncio.gather(py_task, c_task))
    slow = tasks._PyTask(asyncio.sleep(10), loop=loop)
    try:
        async with asyncio.timeout(0.02):
            await slow
    except TimeoutError:
        print(slow.cancelled())


asyncio.run(main())
