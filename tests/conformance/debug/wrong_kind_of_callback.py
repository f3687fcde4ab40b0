# Rule: in debug mode call_later and call_at refuse coroutines, and tell which method refused.
import asyncio


async def coro():
    pass


async def main():
    loop = asyncio.get_running_loop()
    loop.slow_callback_duration = 60
    for method, first in [(loop.call_later, (1,)), (loop.call_at, (1,)), (loop.call_soon_threadsafe, ())]:
        c = coro()
        for what in (coro, c, 5):
            try:
                method(*first, what)
            except TypeError as e:
                print(str(e).partition(" object at ")[0].partition("<function")[0])
        c.close()


asyncio.run(main(), debug=True)
