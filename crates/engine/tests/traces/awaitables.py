import asyncio
import types


@types.coroutine
def old_style(future):
    return (yield from future)


class Awaitable:
    def __init__(self, future):
        self.future = future

    def __await__(self):
        return (yield from self.future.__await__())


async def numbers():
    for number in range(2):
        await asyncio.sleep(1)
        yield number


async def inner(future):
    await old_style(future)
    await Awaitable(future)


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_later(1, future.set_result, [1, "two", {3: (4.5, None)}])
    future.add_done_callback(lambda future: print(future.result()))
    await inner(future)
    async for number in numbers():
        print(number)
    await numbers().asend(None)
    await inner(loop.create_task(asyncio.sleep(1, "x" * 100)))


asyncio.run(main())
