# Rule: a task gives its coroutine, its context and its loop.
import asyncio
import contextvars


async def f():
    return contextvars.copy_context()[v]


v = contextvars.ContextVar("v")


async def main():
    c = f()
    context = contextvars.copy_context()
    context.run(v.set, "in context")
    t = asyncio.create_task(c, context=context)
    print(t.get_coro() is c, t.get_context() is context, t.get_loop() is asyncio.get_running_loop())
    print(await t, t.get_coro() is c)


asyncio.run(main())
