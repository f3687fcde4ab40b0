# Rule: an exception that leaves a module that awaits is shown with its own lines.
# Await: on
import asyncio


async def fails():
    await asyncio.sleep(0)
    raise ValueError("v")


print("before")
await fails()
print("never")
