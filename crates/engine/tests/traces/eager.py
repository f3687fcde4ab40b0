import asyncio


async def at_once():
    return "no turn needed"


async def later():
    await asyncio.sleep(1)


async def main():
    loop = asyncio.get_running_loop()
    loop.set_task_factory(asyncio.eager_task_factory)
    a = asyncio.create_task(at_once())
    b = asyncio.create_task(later())
    print(a.done(), b.done())
    await b


asyncio.run(main())
