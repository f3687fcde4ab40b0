# Rule: wait_for with a timeout of 0 takes a finished future, and cancels any other at once.
import asyncio


async def f():
    print("never printed")


async def main():
    done = asyncio.get_running_loop().create_future()
    done.set_result("done already")
    print(await asyncio.wait_for(done, 0))
    try:
        await asyncio.wait_for(f(), 0)
    except TimeoutError:
        print("TimeoutError")


asyncio.run(main())
