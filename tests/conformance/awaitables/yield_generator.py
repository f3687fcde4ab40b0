# Rule: a task that yields a generator is told that a yield from may be missing.
import asyncio
import types


def gen():
    yield 1


@types.coroutine
def bad():
    yield g


g = gen()


async def main():
    try:
        await bad()
    except RuntimeError as e:
        print(str(e).split(" in task")[0])


asyncio.run(main())
