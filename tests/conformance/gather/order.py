# Rule: gather gives results in the order of its arguments, whatever ends first.
import asyncio


async def f(n):
    await asyncio.sleep(n / 50)
    print("end", n)
    return n


async def main():
    print(await asyncio.gather(f(3), f(1), f(2)))
    print(await asyncio.gather())


asyncio.run(main())
