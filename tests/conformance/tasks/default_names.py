# Rule: unnamed tasks are numbered from 1 in order of creation, main first; names may be any object.
import asyncio


async def f():
    return asyncio.current_task().get_name()


async def main():
    print(asyncio.current_task().get_name())
    tasks = [asyncio.create_task(f()), asyncio.create_task(f(), name="mine"), asyncio.create_task(f())]
    print([await t for t in tasks])
    t = asyncio.create_task(f(), name=42)
    print(repr(t.get_name()))
    t.set_name(["list"])
    print(repr(await t))


asyncio.run(main())
asyncio.run(main())
