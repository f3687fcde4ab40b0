# Rule: create_task needs a running loop, and leaves the coroutine alone.
import asyncio


async def f():
    return "kept"


c = f()
try:
    asyncio.create_task(c)
except RuntimeError as e:
    print(e)
print(asyncio.run(c))
