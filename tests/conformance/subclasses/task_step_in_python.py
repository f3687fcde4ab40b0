# Rule: a future whose add_done_callback is overridden can hold a task back.
import asyncio


class Held(asyncio.Future):
    def add_done_callback(self, fn, *, context=None):
        self.held = lambda: asyncio.get_running_loop().call_soon(fn, self, context=context)


async def f(held):
    print("got", await held)


async def main():
    held = Held()
    t = asyncio.create_task(f(held))
    await asyncio.sleep(0)
    held.set_result(1)
    await asyncio.sleep(0.02)
    print("set, but not told")
    held.held()
    await t


asyncio.run(main())
