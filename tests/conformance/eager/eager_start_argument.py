# Rule: create_task takes eager_start, and Task itself refuses to start eagerly outside of a running loop.
import asyncio


async def child(name):
    print(name, "starts in", asyncio.current_task().get_name())
    await asyncio.sleep(0)
    return name


async def main():
    eager = asyncio.Task(child("eager"), eager_start=True, loop=asyncio.get_running_loop(), name="t1")
    lazy = asyncio.create_task(child("lazy"), name="t2")
    created = asyncio.create_task(child("created"), name="t3", eager_start=True)
    print("made")
    print(await asyncio.gather(eager, lazy, created))


asyncio.run(main())
loop = asyncio.new_event_loop()
task = asyncio.Task(child("outside"), loop=loop, eager_start=True, name="t4")
print("not started")
loop.run_until_complete(task)
loop.close()
