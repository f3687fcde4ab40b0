# Rule: an object with _asyncio_future_blocking is treated as a future (duck typing).
import asyncio


class Foreign:
    _asyncio_future_blocking = False

    def __init__(self, loop):
        self.loop = loop
        self.callbacks = []
        self.value = None

    def get_loop(self):
        return self.loop

    def add_done_callback(self, fn, *, context=None):
        print("callback added, context given:", context is not None)
        self.callbacks.append((fn, context))

    def cancel(self, msg=None):
        return False

    def result(self):
        return self.value

    def finish(self, value):
        self.value = value
        for fn, context in self.callbacks:
            self.loop.call_soon(fn, self, context=context)

    def __await__(self):
        self._asyncio_future_blocking = True
        yield self
        return self.result()


async def main():
    loop = asyncio.get_running_loop()
    f = Foreign(loop)
    loop.call_soon(f.finish, "foreign value")
    print(asyncio.isfuture(f), await f, f._asyncio_future_blocking)


asyncio.run(main())
