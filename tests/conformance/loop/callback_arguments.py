# Rule: call_soon passes positional arguments only, and takes a context.
import asyncio
import contextvars
import functools

v = contextvars.ContextVar("v", default="default")


async def main():
    loop = asyncio.get_running_loop()
    loop.call_soon(functools.partial(print, "a", end=" with a keyword\n"))
    context = contextvars.Context()
    context.run(v.set, "own")
    loop.call_soon(lambda: print(v.get()), context=context)
    v.set("main's")
    loop.call_soon(lambda: print(v.get()))
    v.set("changed later")
    await asyncio.sleep(0)
    try:
        loop.call_soon(print, sep="")
    except TypeError as e:
        print(type(e).__name__)


asyncio.run(main())
