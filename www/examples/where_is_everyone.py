# Lesson: Ask a task where it stands: its stack, and the graph of who waits for whom.
import asyncio
import sys


async def inner(door):
    await door.wait()


async def outer(door):
    await inner(door)


async def watch(task):
    await task


async def main():
    door = asyncio.Event()
    sleeper = asyncio.create_task(outer(door), name="sleeper")
    async with asyncio.TaskGroup() as group:
        group.create_task(watch(sleeper), name="watcher")
        await asyncio.sleep(0.1)
        print("the line where it was suspended:", sleeper.get_stack()[0].f_lineno)
        sleeper.print_stack(file=sys.stderr)
        asyncio.print_call_graph(sleeper, file=sys.stderr)
        door.set()
    print("everyone is done")


asyncio.run(main())
