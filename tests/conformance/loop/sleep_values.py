# Rule: sleep gives its result; 0 and less give up one turn; NaN is refused.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    print(await asyncio.sleep(0, "r"), await asyncio.sleep(0.01, "s"))
    loop.call_soon(print, "a turn")
    print(await asyncio.sleep(-5, "negative"))
    try:
        await asyncio.sleep(float("nan"))
    except ValueError as e:
        print(e)
    try:
        await asyncio.sleep("1")
    except TypeError as e:
        print(e)


asyncio.run(main())
