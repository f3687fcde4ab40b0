# Rule: call_exception_handler without a message uses its default text; base exceptions leave a custom handler.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    loop.call_exception_handler({"extra": 1})
    loop.set_exception_handler(None)
    try:
        loop.set_exception_handler(5)
    except TypeError as e:
        print(e)

    def leaves(loop, context):
        raise SystemExit("from the handler")

    loop.set_exception_handler(leaves)
    try:
        loop.call_exception_handler({"message": "m"})
    except SystemExit as e:
        print(repr(e))
    loop.set_exception_handler(None)


asyncio.run(main())
