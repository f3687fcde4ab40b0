# Lesson: A future is an empty box: many may wait for it, and it can be filled only once.
import asyncio


async def listener(name, box):
    print(f"{name} heard {await box!r}")


async def main():
    loop = asyncio.get_running_loop()
    box = loop.create_future()
    box.add_done_callback(lambda _: print("first callback"))
    async with asyncio.TaskGroup() as group:
        for name in ("Ann", "Bob", "Cat"):
            group.create_task(listener(name, box))
        await asyncio.sleep(0)  # let them begin to listen
        box.add_done_callback(lambda _: print("last callback"))
        box.set_result("good news")
        print("the box is full; everyone is told in the order in which they came")

    print("ask again:", await box)
    try:
        box.set_result("more news")
    except asyncio.InvalidStateError as error:
        print("InvalidStateError:", error)

    broken = loop.create_future()
    loop.call_later(0.1, broken.set_exception, OSError("the line is dead"))
    try:
        await broken
    except OSError as error:
        print("OSError:", error)


asyncio.run(main())
