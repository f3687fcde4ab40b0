# Rule: the traceback module shows the frames of an awaited coroutine, outermost first.
import asyncio
import traceback


async def inner():
    raise ValueError("v")


async def outer():
    await inner()


async def main():
    try:
        await outer()
    except ValueError as e:
        print([(f.name, f.lineno, f.line) for f in traceback.extract_tb(e.__traceback__)])
        print(traceback.format_exception_only(e))
        traceback.print_exc()


asyncio.run(main())
