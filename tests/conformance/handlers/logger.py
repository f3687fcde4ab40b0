# Rule: asyncio reports through the logger "asyncio", which a program can configure.
import asyncio
import logging

logging.getLogger("asyncio").setLevel(logging.CRITICAL)


def fails():
    raise ValueError("unseen")


async def main():
    asyncio.get_running_loop().call_soon(fails)
    await asyncio.sleep(0)
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    asyncio.get_running_loop().call_soon(fails)
    await asyncio.sleep(0)


asyncio.run(main())
