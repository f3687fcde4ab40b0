# Rule: __await__ of futures and tasks is a slot wrapper, which binds, takes no arguments and gives an iterator each time.
import asyncio
import inspect


class Mine(asyncio.Future):
    pass


class Loud(asyncio.Future):
    def __await__(self):
        print("awaited")
        return super().__await__()


def attempt(call):
    try:
        print(call())
    except (RuntimeError, TypeError) as error:
        print(type(error).__name__, error)


async def main():
    future = asyncio.Future()
    bound = future.__await__
    print(asyncio.Future.__await__, asyncio.Task.__await__)
    print(type(asyncio.Future.__await__).__name__, type(bound).__name__, repr(bound).split(" at ")[0])
    print(asyncio.Future.__await__.__qualname__, bound.__qualname__, bound.__name__, bound.__doc__)
    print(asyncio.current_task().__await__.__qualname__, asyncio.Future.__await__.__objclass__)
    print(bound.__self__ is future, inspect.isawaitable(future))

    attempt(lambda: bound(1))
    attempt(lambda: bound(a=1))
    attempt(lambda: asyncio.Future.__await__())
    attempt(lambda: asyncio.Future.__await__(3))
    attempt(lambda: asyncio.Task.__await__(future))
    attempt(lambda: asyncio.Future.__await__(future, 2))
    attempt(lambda: asyncio.Future.__await__.__get__(3))
    attempt(lambda: asyncio.Future.__new__(asyncio.Future).__await__())

    future.set_result("result")
    print(bound() is bound(), type(bound()).__name__)
    print(await future, await future)
    try:
        next(asyncio.Future.__await__(future))
    except StopIteration as stop:
        print("stops with", stop.value)

    for kind in (Mine, Loud):
        it = kind()
        it.set_result(kind.__name__)
        print(await it)


asyncio.run(main())
