# Rule: run cannot be called from a running loop.
import asyncio


async def main():
    c = asyncio.sleep(0)
    try:
        asyncio.run(c)
    except RuntimeError as e:
        print(e)
    c.close()
    with asyncio.Runner() as runner:
        c = asyncio.sleep(0)
        try:
            runner.run(c)
        except RuntimeError as e:
            print(e)
        c.close()


asyncio.run(main())
