# Rule: the handler's context of a task nobody read holds message, exception and future.
import asyncio
import gc


async def bad():
    raise ValueError("v")


def handler(loop, context):
    print(context["message"], repr(context["exception"]), context["future"].get_name(), sorted(context))


async def main():
    asyncio.get_running_loop().set_exception_handler(handler)
    t = asyncio.create_task(bad(), name="unread")
    await asyncio.wait([t])
    del t
    gc.collect()


asyncio.run(main())
