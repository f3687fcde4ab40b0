# Rule: an eager task has a copy of the context, too.
import asyncio
import contextvars

v = contextvars.ContextVar("v", default="default")


async def f():
    v.set("eager")
    await asyncio.sleep(0)
    print(v.get())


async def main():
    v.set("main")
    t = asyncio.create_task(f(), eager_start=True)
    print(v.get())
    await t


asyncio.run(main())
