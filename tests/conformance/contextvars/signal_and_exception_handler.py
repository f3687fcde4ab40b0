# Rule: the exception handler runs in the context of the task or handle that it is about.
import asyncio
import contextvars

var = contextvars.ContextVar("var", default="outside")


def handler(loop, context):
    print(context["message"].partition(" <")[0], "|", var.get())


def fails():
    raise ValueError


async def task_fails():
    var.set("in the task")
    raise ValueError


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(handler)
    var.set("in main")
    context = contextvars.copy_context()
    context.run(var.set, "of the callback")
    loop.call_soon(fails, context=context)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task = asyncio.create_task(task_fails())
    await asyncio.wait([task])
    del task
    print(var.get())


asyncio.run(main())
