import asyncio


async def worker():
    try:
        await asyncio.sleep(10)
    finally:
        print("cleaning up")


async def main():
    task = asyncio.create_task(worker())
    await asyncio.sleep(1)
    task.cancel("enough")
    try:
        await task
    except asyncio.CancelledError as error:
        print(repr(error))


asyncio.run(main())
