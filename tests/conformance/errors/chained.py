# Rule: causes and contexts are printed before the exception that they led to.
import asyncio


async def fetch():
    raise KeyError("key")


async def main():
    try:
        await fetch()
    except KeyError as e:
        try:
            raise ValueError("while handling")
        except ValueError:
            raise RuntimeError("at last") from e


asyncio.run(main())
