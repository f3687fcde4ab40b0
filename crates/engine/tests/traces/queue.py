import asyncio


class Kitchen:
    def __init__(self):
        self.orders = asyncio.Queue(1)

    async def cook(self):
        while True:
            order = await self.orders.get()
            await asyncio.sleep(1)
            print(order)
            self.orders.task_done()


async def main():
    kitchen = Kitchen()
    cook = asyncio.create_task(kitchen.cook())
    for order in "ab":
        await kitchen.orders.put(order)
    await kitchen.orders.join()
    cook.cancel()


asyncio.run(main())
