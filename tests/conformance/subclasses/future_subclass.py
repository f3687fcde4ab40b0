# Rule: a subclass of Future can be awaited, and its overridden methods are used.
import asyncio


class Loud(asyncio.Future):
    def set_result(self, result):
        print("set_result", result)
        super().set_result(result)

    def result(self):
        print("result")
        return super().result()

    def cancel(self, msg=None):
        print("cancel", msg)
        return super().cancel(msg)

    def add_done_callback(self, fn, *, context=None):
        print("add_done_callback")
        super().add_done_callback(fn, context=context)


async def waits(future):
    return await future


async def main():
    loop = asyncio.get_running_loop()
    future = Loud(loop=loop)
    task = asyncio.create_task(waits(future))
    await asyncio.sleep(0)
    future.set_result(1)
    print(await task)
    future = Loud(loop=loop)
    task = asyncio.create_task(waits(future))
    await asyncio.sleep(0)
    task.cancel("why")
    try:
        await task
    except asyncio.CancelledError as e:
        print(repr(e))


asyncio.run(main())
