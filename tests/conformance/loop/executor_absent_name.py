# Rule: run_in_executor refuses a closed loop and coroutine functions in debug mode.
import asyncio


async def coro():
    pass


async def main():
    loop = asyncio.get_running_loop()
    loop.slow_callback_duration = 60
    try:
        await loop.run_in_executor(None, coro)
    except TypeError as e:
        print(e)
    try:
        loop.set_default_executor(5)
    except TypeError as e:
        print(e)


asyncio.run(main(), debug=True)
loop = asyncio.new_event_loop()
loop.close()
try:
    loop.run_in_executor(None, print)
except RuntimeError as e:
    print(e)
