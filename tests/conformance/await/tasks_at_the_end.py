# Rule: when a module that awaits has ended its tasks are cancelled.
# Await: on
import asyncio


async def background():
    try:
        await asyncio.sleep(100)
    finally:
        print("cancelled")


task = asyncio.create_task(background())
await asyncio.sleep(0)
print("the module ends")
