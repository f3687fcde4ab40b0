# Rule: in debug mode a handle's repr tells its arguments and where it was created, also when cancelled.
import asyncio
import re


def callback(*args):
    pass


async def main():
    loop = asyncio.get_running_loop()
    loop.slow_callback_duration = 60
    soon = loop.call_soon(callback, 1, "a")
    print(soon)
    soon.cancel()
    print(soon)
    later = loop.call_later(5, callback)
    print(re.sub(r"when=[\d.]+", "when=T", repr(later)))
    later.cancel()
    print(re.sub(r"when=[\d.]+", "when=T", repr(later)))


asyncio.run(main(), debug=True)
