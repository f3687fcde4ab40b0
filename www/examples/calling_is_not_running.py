# Lesson: Calling a coroutine function runs nothing; only await, or a task, does.
import asyncio
import inspect


async def greet(name):
    print(f"Hello, {name}!")
    return len(name)


async def main():
    coro = greet("Ada")
    print("called, but nobody was greeted yet")
    print("a coroutine function:", inspect.iscoroutinefunction(greet))
    print("a coroutine object:  ", inspect.iscoroutine(coro))
    print("awaited:", await coro)

    try:
        await coro
    except RuntimeError as error:
        print("awaited again:", error)

    greet("nobody")  # forgotten: Python warns, on the error output, with this line
    print("done")


asyncio.run(main())
