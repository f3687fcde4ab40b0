# Rule: a task is made of a coroutine; anything else is a TypeError.
import asyncio


async def main():
    for thing in (1, main, asyncio.get_running_loop().create_future()):
        try:
            asyncio.create_task(thing)
        except TypeError as e:
            print(str(e).split(", got")[0])
    try:
        asyncio.Task(main)
    except TypeError as e:
        print(str(e).split(", got")[0])


asyncio.run(main())
