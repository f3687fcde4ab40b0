# Lesson: An exception that nobody asks for ends up in the loop's exception handler.
import asyncio
import gc


async def fails(what):
    raise ValueError(what)


def handler(loop, context):
    print("handler:", context["message"])
    print("        ", repr(context["exception"]))


async def main():
    loop = asyncio.get_running_loop()

    task = asyncio.create_task(fails("never retrieved"), name="forgotten")
    await asyncio.sleep(0.05)
    del task
    gc.collect()  # thrown away with its exception: see the error output

    loop.set_exception_handler(handler)
    loop.call_soon(lambda: 1 / 0)  # nobody can catch what a callback raises
    await asyncio.sleep(0.05)
    task = asyncio.create_task(fails("never retrieved either"))
    await asyncio.sleep(0.05)
    del task
    gc.collect()
    print("and yet the loop goes on")


asyncio.run(main())
