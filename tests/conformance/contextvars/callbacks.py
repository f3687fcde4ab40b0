# Rule: callbacks run in the context in which they were added, done callbacks and timers alike.
import asyncio
import contextvars

v = contextvars.ContextVar("v", default="default")


def show(what):
    print(what, v.get())


async def main():
    loop = asyncio.get_running_loop()
    f = loop.create_future()
    v.set("one")
    f.add_done_callback(lambda f: show("future"))
    loop.call_later(0.01, show, "timer")
    v.set("two")
    f.add_done_callback(lambda f: show("future again"))
    f.set_result(None)
    v.set("three")
    await asyncio.sleep(0.03)


asyncio.run(main())
