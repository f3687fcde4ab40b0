# Rule: an exception unwinds the awaiting coroutines from the inside to the outside.
import asyncio


async def level(n):
    try:
        if n == 3:
            raise KeyError("deep")
        await level(n + 1)
    finally:
        await asyncio.sleep(0)
        print("finally", n)


async def main():
    try:
        await level(0)
    except KeyError as e:
        print(repr(e))


asyncio.run(main())
