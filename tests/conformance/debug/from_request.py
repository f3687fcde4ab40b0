# Rule: PYTHONASYNCIODEBUG turns debug mode on for every loop, and for coroutines made in them.
# Debug: on
import asyncio


async def forgotten():
    pass


async def main():
    loop = asyncio.get_running_loop()
    loop.slow_callback_duration = 60
    print(loop.get_debug())
    forgotten()
    print("after")


asyncio.run(main())
loop = asyncio.new_event_loop()
print(loop.get_debug())
loop.close()
asyncio.run(asyncio.sleep(0), debug=False)
