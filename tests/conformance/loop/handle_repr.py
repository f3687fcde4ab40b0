# Rule: a handle's repr names its callback, with the line where it is defined, or that it was cancelled.
import asyncio
import re


def f(x):
    pass


def show(h):
    print(re.sub(r" at \S*main\.py", " at main.py", re.sub(r"when=[\d.]+", "when=N", repr(h))))


async def main():
    loop = asyncio.get_running_loop()
    h = loop.call_soon(f, 1)
    show(h)
    h.cancel()
    show(h)
    h = loop.call_later(1, f, "x")
    show(h)
    h.cancel()
    show(h)


asyncio.run(main())
