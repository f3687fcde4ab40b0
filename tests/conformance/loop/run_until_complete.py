# Rule: run_until_complete gives the result of a coroutine or a future, or raises its exception.
import asyncio

loop = asyncio.new_event_loop()


async def bad():
    raise KeyError("k")


print(loop.run_until_complete(asyncio.sleep(0, "coroutine")))
f = loop.create_future()
loop.call_soon(f.set_result, "future")
print(loop.run_until_complete(f))
print(loop.run_until_complete(f))
try:
    loop.run_until_complete(bad())
except KeyError as e:
    print(repr(e))
loop.close()
