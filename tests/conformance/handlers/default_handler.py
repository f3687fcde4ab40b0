# Rule: the default handler logs the message and the other items of the context, sorted.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    loop.call_exception_handler({"message": "something happened", "zebra": 1, "apple": "a"})
    loop.call_exception_handler({"apple": 2})
    loop.default_exception_handler({"message": "with exception", "exception": KeyError("k")})


asyncio.run(main())
