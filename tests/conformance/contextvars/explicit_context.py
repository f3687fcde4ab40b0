# Rule: create_task with a context runs in that very context, not in a copy.
import asyncio
import contextvars

v = contextvars.ContextVar("v", default="default")


async def f():
    print(v.get())
    v.set("set by the task")
    await asyncio.sleep(0)
    print(v.get())


async def main():
    context = contextvars.copy_context()
    context.run(v.set, "given")
    await asyncio.create_task(f(), context=context)
    print(v.get(), context[v])


asyncio.run(main())
