# Rule: an eager task that raises at once is done, and its exception waits in it.
import asyncio


async def bad():
    raise ValueError("at once")


async def main():
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    t = asyncio.create_task(bad())
    print(t.done(), repr(t.exception()))
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(bad())
            print("body goes on")
            await asyncio.sleep(0)
            print("never")
    except* ValueError as e:
        print(e.exceptions)


asyncio.run(main())
