# Rule: a future awaited by hand yields itself, and raises StopIteration with its result.
import asyncio


async def main():
    f = asyncio.get_running_loop().create_future()
    it = f.__await__()
    print(next(it) is f, f._asyncio_future_blocking)
    try:
        next(it)
    except RuntimeError as e:
        print(e)
    f.set_result("r")
    it = iter(f)
    try:
        next(it)
    except StopIteration as e:
        print(e.value)


asyncio.run(main())
