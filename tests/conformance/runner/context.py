# Rule: all runs of a Runner share one context, unless one is given.
import asyncio
import contextvars

v = contextvars.ContextVar("v", default=0)


async def up():
    v.set(v.get() + 1)
    return v.get()


with asyncio.Runner() as runner:
    print(runner.run(up()), runner.run(up()), runner.run(up(), context=contextvars.Context()), runner.run(up()))
print(v.get())
