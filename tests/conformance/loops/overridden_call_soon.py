# Rule: a loop's own call_soon sees every step and callback.
import asyncio


class Watching(asyncio.EventLoop):
    seen = 0

    def call_soon(self, callback, *args, context=None):
        self.seen += 1
        return super().call_soon(callback, *args, context=context)


async def child():
    await asyncio.sleep(0)


async def main():
    loop = asyncio.get_running_loop()
    loop.seen = 0
    await child()
    print(loop.seen)
    await asyncio.create_task(child())
    print(loop.seen)
    future = loop.create_future()
    future.add_done_callback(lambda f: None)
    future.set_result(1)
    print(loop.seen)
    await future
    await asyncio.sleep(0)
    print(loop.seen)


with asyncio.Runner(loop_factory=Watching) as runner:
    runner.run(main())
