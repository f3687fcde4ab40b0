# Rule: when the inner of two timeouts expires first, the outer goes on.
import asyncio


async def main():
    async with asyncio.timeout(5) as outer:
        try:
            async with asyncio.timeout(0.03) as inner:
                await asyncio.sleep(10)
        except TimeoutError:
            print("inner TimeoutError")
        await asyncio.sleep(0.02)
    print(outer.expired(), inner.expired())


asyncio.run(main())
