# Rule: names of generator-based asyncio are gone.
import asyncio

for name in ("coroutine", "async", "JoinableQueue", "get_running_task"):
    try:
        getattr(asyncio, name)
    except AttributeError as e:
        print(e)
