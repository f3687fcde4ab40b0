# Rule: while a loop in debug mode runs, coroutines remember where they were made; afterwards as before.
import asyncio
import sys


async def main():
    loop = asyncio.get_running_loop()
    print(sys.get_coroutine_origin_tracking_depth() > 0)
    loop.set_debug(False)
    await asyncio.sleep(0)
    print(sys.get_coroutine_origin_tracking_depth())
    loop.set_debug(True)
    await asyncio.sleep(0)
    loop.slow_callback_duration = 60
    coro = asyncio.sleep(0)
    print([function for _, _, function in coro.cr_origin][0])
    await coro


print(sys.get_coroutine_origin_tracking_depth())
loop = asyncio.new_event_loop()
loop.slow_callback_duration = 60
loop.set_debug(True)
loop.run_until_complete(main())
loop.close()
print(sys.get_coroutine_origin_tracking_depth())
