# Rule: asyncio.run cancels the tasks that are still pending, and waits for them.
import asyncio


async def stays():
    try:
        await asyncio.sleep(10)
    finally:
        print("cleaning up")
        await asyncio.sleep(0.05)
        print("cleaned up")


async def main():
    asyncio.create_task(stays())
    await asyncio.sleep(0)
    print("main ends")


asyncio.run(main())
print("after run")
