# Lesson: A task has a name, a state and a result, and tells you when it is done.
import asyncio


async def work(seconds, result):
    await asyncio.sleep(seconds)
    print("  working in", asyncio.current_task().get_name())
    if result is None:
        raise ValueError("no result")
    return result


def finished(task):
    print(f"  callback: {task.get_name()} is done, cancelled: {task.cancelled()}")


async def main():
    quick = asyncio.create_task(work(0.1, 42), name="quick")
    broken = asyncio.create_task(work(0.2, None), name="broken")
    slow = asyncio.create_task(work(9, 0), name="slow")
    for task in (quick, broken, slow):
        task.add_done_callback(finished)

    print("alive:", sorted(task.get_name() for task in asyncio.all_tasks()))
    try:
        quick.result()
    except asyncio.InvalidStateError as error:
        print("too early:", error)

    await asyncio.sleep(0.3)
    print("result:", quick.result())
    print("exception:", repr(broken.exception()))
    slow.cancel()
    await asyncio.wait([slow])
    print("done:", [task.done() for task in (quick, broken, slow)])


asyncio.run(main())
