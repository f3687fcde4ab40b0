# Rule: a loop of the program's own on BaseEventLoop runs callbacks, timers, tasks and futures.
import asyncio


class Selector:
    """Instead of waiting it moves the loop's time."""

    def __init__(self, loop):
        self.loop = loop

    def select(self, timeout):
        if timeout:
            self.loop.now += timeout
        return []


class MyLoop(asyncio.BaseEventLoop):
    def __init__(self):
        super().__init__()
        self.now = 100.0
        self._selector = Selector(self)

    def time(self):
        return self.now

    def _process_events(self, event_list):
        pass

    def _write_to_self(self):
        pass


async def child(delay):
    await asyncio.sleep(delay)
    return delay


async def main():
    loop = asyncio.get_running_loop()
    print(type(loop).__name__, loop.time())
    async with asyncio.timeout(50):
        print(await asyncio.gather(child(3), child(1), child(2)))
    print(loop.time())
    try:
        async with asyncio.timeout(1):
            await asyncio.sleep(5)
    except TimeoutError:
        print("timeout", loop.time())
    async with asyncio.TaskGroup() as group:
        group.create_task(child(1))
    lock = asyncio.Lock()
    async with lock:
        print(lock.locked())


with asyncio.Runner(loop_factory=MyLoop) as runner:
    runner.run(main())
