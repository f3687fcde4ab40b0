# Rule: loop_factory makes the loop of run and of Runner.
import asyncio


def factory():
    print("factory")
    loop = asyncio.new_event_loop()
    loop.slow_callback_duration = 7
    return loop


async def main():
    return asyncio.get_running_loop().slow_callback_duration


print(asyncio.run(main(), loop_factory=factory))
with asyncio.Runner(loop_factory=factory) as runner:
    print(runner.run(main()))
