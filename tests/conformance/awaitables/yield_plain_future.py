# Rule: a future that is yielded, not awaited, is refused, and the task goes on with the error.
import asyncio
import types


@types.coroutine
def bad(fut):
    yield fut


async def main():
    fut = asyncio.get_running_loop().create_future()
    try:
        await bad(fut)
    except RuntimeError as e:
        print(str(e).split(" in task")[0])


asyncio.run(main())
