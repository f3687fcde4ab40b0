# Lesson: Cancelling is a request: it raises CancelledError inside, and finally still runs.
import asyncio


async def polite():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as error:
        print("polite: told to stop,", *error.args)
        raise
    finally:
        await asyncio.sleep(0.05)  # cleaning up may wait, too
        print("polite: cleaned up")


async def stubborn():
    for attempt in (1, 2):
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            print(f"stubborn: swallowed cancellation {attempt}")
    return "still here"


async def main():
    task = asyncio.create_task(polite())
    await asyncio.sleep(0.05)
    print("cancel() said", task.cancel("closing time"))
    try:
        await task
    except asyncio.CancelledError as error:
        print("main: polite was cancelled,", *error.args)

    task = asyncio.create_task(stubborn())
    for _ in range(2):
        await asyncio.sleep(0.05)
        task.cancel()
    print("main: stubborn returned", repr(await task))
    print("cancelled:", task.cancelled(), "- requests counted:", task.cancelling())
    print("cancel() of a finished task says", task.cancel())


asyncio.run(main())
