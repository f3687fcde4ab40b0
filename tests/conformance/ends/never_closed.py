# Rule: a program may end without closing its loop; its pending tasks are reported when they are dropped.
import asyncio


async def waits():
    try:
        await asyncio.sleep(10)
    finally:
        print("finally of the task")


loop = asyncio.new_event_loop()
task = loop.create_task(waits(), name="pending")
loop.run_until_complete(asyncio.sleep(0))
print("the end")
