# Rule: in debug mode call_soon refuses coroutines and what cannot be called.
import asyncio


async def f():
    pass


async def main():
    asyncio.get_running_loop().slow_callback_duration = 60
    loop = asyncio.get_running_loop()
    c = f()
    for thing in (c, f, 3):
        try:
            loop.call_soon(thing)
        except TypeError as e:
            print(str(e).split(", got")[0].split(" <")[0])
    c.close()


asyncio.run(main(), debug=True)
