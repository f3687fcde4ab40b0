# Rule: types.coroutine makes a generator function awaitable; a plain generator is not.
import asyncio
import types


@types.coroutine
def turn():
    yield
    return "turned"


def plain():
    yield


async def main():
    print(await turn())
    try:
        await plain()
    except TypeError as e:
        print(e)


asyncio.run(main())
