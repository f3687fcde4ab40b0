# Rule: closing a loop drops its callbacks; its tasks stay pending.
import asyncio

loop = asyncio.new_event_loop()
loop.call_soon(print, "never")
loop.call_later(0.01, print, "never")


async def waits():
    await asyncio.sleep(1)


task = loop.create_task(waits(), name="t")
loop.close()
print(task.done())
try:
    task.cancel()
    print("cancel only notes it:", task.cancelling())
except RuntimeError as e:
    print(e)
task._log_destroy_pending = False
task.get_coro().close()
