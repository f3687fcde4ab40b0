# Rule: wait refuses coroutines, an empty set, a bare task, and unknown return_when.
import asyncio


async def f():
    pass


async def main():
    t = asyncio.create_task(f())
    c = f()
    for args, kwargs in [(([c],), {}), (([],), {}), ((t,), {}), (([t],), {"return_when": "SOMETIME"})]:
        try:
            await asyncio.wait(*args, **kwargs)
        except (TypeError, ValueError) as e:
            print(type(e).__name__, e)
    c.close()


asyncio.run(main())
