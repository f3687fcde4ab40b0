# Rule: a Future whose __init__ was not called, or was called twice.
import asyncio


class Odd(asyncio.Future):
    def __init__(self):
        pass


odd = Odd()
for call in (odd.done, odd.cancelled, odd.result, odd.get_loop, lambda: odd.set_result(1), odd.cancel):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__, e)


async def main():
    loop = asyncio.get_running_loop()
    future = asyncio.Future(loop=loop)
    future.set_result(1)
    future.__init__(loop=loop)
    print(future.done())


asyncio.run(main())
