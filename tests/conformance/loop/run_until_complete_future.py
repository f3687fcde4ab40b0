# Rule: a future given to run_until_complete belongs to its loop, and what it leaves behind is not reported twice.
import asyncio

loop = asyncio.new_event_loop()
other = asyncio.new_event_loop()
future = other.create_future()
try:
    loop.run_until_complete(future)
except ValueError as e:
    print(e)
try:
    loop.run_until_complete(5)
except TypeError as e:
    print(e)


async def fails():
    raise ValueError("seen by the caller")


try:
    loop.run_until_complete(fails())
except ValueError as e:
    print(e)
loop.close()
other.close()
