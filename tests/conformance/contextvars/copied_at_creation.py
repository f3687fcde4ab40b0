# Rule: a task copies its creator's context when it is created, not when it starts.
import asyncio
import contextvars

v = contextvars.ContextVar("v")


async def f():
    print(v.get())
    v.set("task's own")


async def main():
    v.set("before")
    t = asyncio.create_task(f())
    v.set("after")
    await t
    print(v.get())


asyncio.run(main())
