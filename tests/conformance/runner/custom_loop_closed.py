# Rule: run closes the loop of its factory, and leaves no current loop behind.
import asyncio

made = []


def factory():
    made.append(asyncio.new_event_loop())
    return made[-1]


async def main():
    print(asyncio.get_running_loop() is made[0])


asyncio.run(main(), loop_factory=factory)
print(made[0].is_closed())
try:
    asyncio.get_event_loop()
except RuntimeError as e:
    print(e)
