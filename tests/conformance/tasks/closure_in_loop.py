# Rule: a task created in a callback starts after what was already ready.
import asyncio


async def f(n):
    print("task", n)


async def main():
    loop = asyncio.get_running_loop()
    loop.call_soon(lambda: loop.create_task(f("made by a callback")))
    asyncio.create_task(f("made by main"))
    loop.call_soon(print, "callback")
    await asyncio.sleep(0)
    await asyncio.sleep(0)


asyncio.run(main())
