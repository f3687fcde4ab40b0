# Rule: the first exception is raised at once; the others go on, and their exceptions are retrieved.
import asyncio


async def f(seconds, e=None):
    await asyncio.sleep(seconds)
    if e:
        raise e
    print("end", seconds)


async def main():
    try:
        await asyncio.gather(f(0.02, ValueError("first")), f(0.04, KeyError("second")), f(0.06))
    except ValueError as e:
        print(repr(e))
    await asyncio.sleep(0.1)


asyncio.run(main())
