# Rule: a shielded future that fails after the shield was cancelled is reported when it is dropped, as any other.
import asyncio


async def fails():
    await asyncio.sleep(0.02)
    raise ValueError("v")


async def main():
    inner = asyncio.create_task(fails(), name="inner")
    outer = asyncio.shield(inner)
    outer.cancel()
    await asyncio.wait([inner])
    print(repr(inner.exception()))


asyncio.run(main())
