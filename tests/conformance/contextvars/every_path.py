# Rule: the context at the time of the call reaches call_soon, call_later, call_at, threadsafe calls and done callbacks.
import asyncio
import contextvars

var = contextvars.ContextVar("var", default="default")


async def main():
    loop = asyncio.get_running_loop()
    show = lambda what, *_: print(what, var.get())
    future = loop.create_future()
    for number, schedule in enumerate([
        lambda: loop.call_soon(show, "soon"),
        lambda: loop.call_soon_threadsafe(show, "threadsafe"),
        lambda: loop.call_later(0.02, show, "later"),
        lambda: loop.call_at(loop.time() + 0.04, show, "at"),
        lambda: future.add_done_callback(lambda f: show("done")),
        lambda: asyncio.create_task(child()),
    ]):
        var.set(f"value {number}")
        schedule()
    var.set("last")
    future.set_result(None)
    await asyncio.sleep(0.1)
    context = contextvars.copy_context()
    context.run(var.set, "given")
    loop.call_soon(show, "explicit", context=context)
    await asyncio.sleep(0)
    print(var.get())


async def child():
    print("task", var.get())
    var.set("child's own")
    await asyncio.sleep(0)
    print("task", var.get())


asyncio.run(main())
