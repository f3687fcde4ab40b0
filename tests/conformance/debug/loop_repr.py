# Rule: a loop's repr tells its states and whether it debugs.
import asyncio

loop = asyncio.new_event_loop()
print(loop)
loop.set_debug(True)
loop.slow_callback_duration = 60


async def main():
    print(asyncio.get_running_loop())


loop.run_until_complete(main())
loop.close()
print(repr(loop))
