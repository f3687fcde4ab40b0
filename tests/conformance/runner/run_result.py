# Rule: run gives main's result or raises its exception; each run has a loop of its own.
import asyncio


async def main():
    return asyncio.get_running_loop()


async def bad():
    raise KeyError("k")


a, b = asyncio.run(main()), asyncio.run(main())
print(a is b, a.is_closed())
try:
    asyncio.run(bad())
except KeyError as e:
    print(repr(e))
