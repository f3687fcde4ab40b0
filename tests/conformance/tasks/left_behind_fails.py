# Rule: an exception in a task that run() cancelled at the end goes to the exception handler.
import asyncio


async def stays():
    try:
        await asyncio.sleep(10)
    finally:
        raise KeyError("while cleaning up")


async def main():
    asyncio.create_task(stays(), name="stays")
    await asyncio.sleep(0)
    asyncio.get_running_loop().set_exception_handler(
        lambda loop, context: print(context["message"], repr(context["exception"]), context["task"].get_name())
    )


asyncio.run(main())
