# Rule: a task that fails while run cancels it is reported to the exception handler.
import asyncio


async def worker():
    try:
        await asyncio.sleep(100)
    finally:
        raise ValueError("in finally")


async def main():
    asyncio.create_task(worker(), name="w")
    await asyncio.sleep(0)


asyncio.run(main())
print("run returned")
