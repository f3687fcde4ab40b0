# Rule: a subclass of Task can be made directly and awaited; its overridden methods are used.
import asyncio


class Loud(asyncio.Task):
    def cancel(self, msg=None):
        print("cancel", msg)
        return super().cancel(msg)

    def add_done_callback(self, fn, *, context=None):
        print("add_done_callback")
        super().add_done_callback(fn, context=context)


async def f():
    await asyncio.sleep(0)
    return "r"


async def main():
    t = Loud(f(), name="loud")
    print(await t, t.get_name(), t in asyncio.all_tasks())
    t = Loud(asyncio.sleep(10))
    waiter = asyncio.create_task(asyncio.wait_for(t, 5))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waiter.cancel()
    await asyncio.wait([waiter])
    print(t.cancelled(), waiter.cancelled())


asyncio.run(main())
