# Rule: a subclass of the default loop may have a clock of its own, and its timers follow it.
import asyncio


class Late(asyncio.EventLoop):
    """Its clock shows a thousand seconds more."""

    def time(self):
        return super().time() + 1000


async def main():
    loop = asyncio.get_running_loop()
    began = loop.time()
    await asyncio.sleep(0.05)
    print(0.04 < loop.time() - began < 5)
    order = []
    loop.call_at(loop.time() + 0.04, order.append, "second")
    loop.call_later(0.02, order.append, "first")
    await asyncio.sleep(0.1)
    print(order)


with asyncio.Runner(loop_factory=Late) as runner:
    runner.run(main())
