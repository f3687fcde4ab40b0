import asyncio


async def stubborn():
    while True:
        try:
            await asyncio.sleep(1)
            return "finished anyway"
        except asyncio.CancelledError:
            print("not now")
            asyncio.current_task().uncancel()


async def main():
    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0.5)
    task.cancel()
    print(await task)


asyncio.run(main())
