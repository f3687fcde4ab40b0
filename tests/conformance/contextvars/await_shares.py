# Rule: a coroutine that is awaited directly shares its caller's context.
import asyncio
import contextvars

v = contextvars.ContextVar("v", default=0)


async def f():
    v.set(1)


async def main():
    await f()
    print(v.get())
    await asyncio.create_task(f_two())
    print(v.get())


async def f_two():
    v.set(2)


asyncio.run(main())
