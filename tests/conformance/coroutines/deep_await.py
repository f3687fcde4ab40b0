# Rule: awaits nested too deep end in RecursionError, which can be caught.
import asyncio


async def down(n):
    if n:
        return 1 + await down(n - 1)
    return 0


async def main():
    print(await down(100))
    try:
        await down(100_000)
    except RecursionError as e:
        print(type(e).__name__)
    print("still running:", await down(50))


asyncio.run(main())
