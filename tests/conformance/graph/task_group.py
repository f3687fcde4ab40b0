# Rule: the tasks of a group are awaited by the group's task.
import asyncio


async def child():
    graph = asyncio.capture_call_graph()
    print(graph.future.get_name(), [g.future.get_name() for g in graph.awaited_by])


async def main():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(child(), name="a")
        tg.create_task(child(), name="b")


asyncio.run(main())
