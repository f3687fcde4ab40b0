# Rule: a block that ends in time leaves no trace, and its timeout cannot be used again.
import asyncio


async def main():
    cm = asyncio.timeout(1)
    async with cm:
        await asyncio.sleep(0.01)
    print(cm.expired(), repr(cm))
    try:
        async with cm:
            pass
    except RuntimeError as e:
        print(e)


asyncio.run(main())
