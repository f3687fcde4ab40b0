# Rule: an async generator runs in the context of whoever asks for the next item.
import asyncio
import contextvars

v = contextvars.ContextVar("v", default="default")


async def agen():
    while True:
        yield v.get()


async def main():
    g = agen()
    v.set("one")
    print(await anext(g))
    v.set("two")
    print(await anext(g))

    async def ask():
        v.set("task's")
        print(await anext(g))

    await asyncio.create_task(ask())
    print(await anext(g))
    await g.aclose()


asyncio.run(main())
