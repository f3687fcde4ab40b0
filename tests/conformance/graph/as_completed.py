# Rule: tasks that as_completed waits for are awaited by the task that asks it.
import asyncio


async def inner():
    graph = asyncio.capture_call_graph()
    print([waiter.future.get_name() for waiter in graph.awaited_by])


async def main():
    for next_done in asyncio.as_completed([inner()]):
        await next_done


async def start():
    await asyncio.create_task(main(), name="main")


asyncio.run(start())
