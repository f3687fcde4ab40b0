# Rule: a custom exception handler gets the loop and the context in place of the log.
import asyncio


def handler(loop, context):
    print(sorted(context), context["message"].split(" at ")[0], repr(context["exception"]))


async def main():
    loop = asyncio.get_running_loop()
    print(loop.get_exception_handler())
    loop.set_exception_handler(handler)
    print(loop.get_exception_handler() is handler)
    loop.call_soon(lambda: 1 / 0)
    await asyncio.sleep(0)
    loop.call_exception_handler({"message": "by hand", "exception": KeyError("k"), "extra": 1})
    try:
        loop.set_exception_handler("text")
    except TypeError as e:
        print(e)


asyncio.run(main())
