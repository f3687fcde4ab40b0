# Rule: in debug mode the report of a destroyed pending task tells where it was created.
import asyncio
import gc


async def waits(future):
    await future


def start(loop):
    return loop.create_task(waits(loop.create_future()), name="lost")


loop = asyncio.new_event_loop()
loop.set_debug(True)
loop.slow_callback_duration = 60
task = start(loop)
loop.run_until_complete(asyncio.sleep(0))
del task
gc.collect()
print("collected")
loop.close()
