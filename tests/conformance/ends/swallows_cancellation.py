# Rule: a task that swallows run's cancellation is waited for until it ends by itself.
import asyncio


async def stubborn():
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError:
        print("swallowed")
    await asyncio.sleep(0.05)
    print("done in its own time")


async def main():
    asyncio.create_task(stubborn())
    await asyncio.sleep(0)


asyncio.run(main())
print("run returned")
