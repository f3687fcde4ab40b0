# Rule: a plain for over as_completed gives new coroutines, the earliest result first.
import asyncio


async def f(n):
    await asyncio.sleep(n / 50)
    if n == 2:
        raise ValueError(n)
    return n


async def main():
    tasks = [asyncio.create_task(f(n)) for n in (3, 1, 2)]
    for c in asyncio.as_completed(tasks):
        print(asyncio.iscoroutine(c), end=" ")
        try:
            print(await c)
        except ValueError as e:
            print(repr(e))


asyncio.run(main())
