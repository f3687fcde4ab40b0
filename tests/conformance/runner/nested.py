# Rule: run cannot be called from a running loop.
import asyncio


async def main():
    c = asyncio.sleep(0)
    try:
        asyncio.run(c)
    except RuntimeError as e:
        print(e)
    c.close()
    c = asyncio.sleep(0)
    try:
        asyncio.Runner().run(c)
    except RuntimeError as e:
        print(e)
    c.close()


asyncio.run(main())
