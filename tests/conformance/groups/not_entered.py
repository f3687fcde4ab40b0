# Rule: a group makes tasks only between its start and its end.
import asyncio


async def f():
    pass


async def main():
    tg = asyncio.TaskGroup()
    print(repr(tg))
    c = f()
    try:
        tg.create_task(c)
    except RuntimeError as e:
        print(str(e).replace(repr(tg), "TG"))
    async with tg:
        pass
    c = f()
    try:
        tg.create_task(c)
    except RuntimeError as e:
        print(str(e).replace(repr(tg), "TG"))
    try:
        async with tg:
            pass
    except RuntimeError as e:
        print(str(e).replace(repr(tg), "TG"))


asyncio.run(main())
