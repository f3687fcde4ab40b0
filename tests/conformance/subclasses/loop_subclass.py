# Rule: the methods of a subclassed loop are used for callbacks, timers, tasks and futures.
import asyncio


class Counting(asyncio.EventLoop):
    tasks = futures = later = 0

    def create_task(self, coro, **kwargs):
        self.tasks += 1
        return super().create_task(coro, **kwargs)

    def create_future(self):
        self.futures += 1
        return super().create_future()

    def call_later(self, *args, **kwargs):
        self.later += 1
        return super().call_later(*args, **kwargs)


async def main():
    loop = asyncio.get_running_loop()
    loop.tasks = loop.futures = loop.later = 0
    await asyncio.create_task(asyncio.sleep(0.01))
    print(loop.tasks, loop.futures, loop.later)


with asyncio.Runner(loop_factory=Counting) as runner:
    runner.run(main())
