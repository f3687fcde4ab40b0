# Rule: a subclass of Future can be awaited, and its overridden methods are used.
import asyncio


class Loud(asyncio.Future):
    def set_result(self, value):
        print("set_result", value)
        super().set_result(value)

    def add_done_callback(self, fn, *, context=None):
        print("add_done_callback")
        super().add_done_callback(fn, context=context)

    def result(self):
        print("result")
        return super().result()


async def main():
    f = Loud()
    asyncio.get_running_loop().call_soon(f.set_result, 1)
    print(await f)


asyncio.run(main())
