# Rule: result() and exception() raise InvalidStateError before the end, and CancelledError after a cancel.
import asyncio


async def ok():
    return 5


async def bad():
    raise KeyError("k")


async def main():
    tasks = [asyncio.create_task(c) for c in (ok(), bad(), asyncio.sleep(5))]
    for t in tasks:
        for method in (t.result, t.exception):
            try:
                method()
            except asyncio.InvalidStateError as e:
                print(e)
    tasks[2].cancel("enough")
    await asyncio.wait(tasks)
    for t in tasks:
        print(t.done(), t.cancelled())
        for method in (t.result, t.exception):
            try:
                print(repr(method()))
            except BaseException as e:
                print("raised", repr(e))


asyncio.run(main())
