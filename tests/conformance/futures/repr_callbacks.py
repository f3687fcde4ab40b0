# Rule: a pending future's repr shows up to two callbacks, more are counted.
import asyncio
import re


def show(f):
    print(re.sub(r" at \S*main\.py", " at main.py", repr(f)))


def a(f):
    pass


async def main():
    f = asyncio.get_running_loop().create_future()
    for _ in range(4):
        f.add_done_callback(a)
        show(f)
    f.cancel()
    show(f)


asyncio.run(main())
