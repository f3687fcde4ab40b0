# Rule: TaskGroup.create_task takes name and context; a child inherits the context as it is.
import asyncio
import contextvars

v = contextvars.ContextVar("v", default="default")


async def child():
    print(asyncio.current_task().get_name(), v.get())
    v.set("child's")


async def main():
    v.set("main's")
    own = contextvars.Context()
    async with asyncio.TaskGroup() as tg:
        tg.create_task(child(), name="a")
        tg.create_task(child(), name="b", context=own)
    print(v.get(), own[v])


asyncio.run(main())
