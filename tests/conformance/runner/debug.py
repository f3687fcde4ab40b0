# Rule: debug mode is off by default, and set by run's and Runner's debug.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    loop.slow_callback_duration = 60  # a busy machine is not this program's topic
    return loop.get_debug()


print(asyncio.run(main()), asyncio.run(main(), debug=True), asyncio.run(main(), debug=False))
with asyncio.Runner(debug=True) as runner:
    print(runner.run(main()))
