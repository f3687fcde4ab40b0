# Rule: a loop that is stopped before the future is done raises RuntimeError, and can go on later.
import asyncio

loop = asyncio.new_event_loop()


async def work():
    await asyncio.sleep(0.03)
    return "worked"


t = loop.create_task(work())
loop.call_later(0.01, loop.stop)
try:
    loop.run_until_complete(t)
except RuntimeError as e:
    print(e)
print(t.done(), loop.run_until_complete(t))
loop.close()
