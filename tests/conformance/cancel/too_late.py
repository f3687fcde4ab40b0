# Rule: a task cancelled when the awaited future is done already gets the CancelledError, not the result.
import asyncio


async def f(fut):
    try:
        print("got", await fut)
    except asyncio.CancelledError:
        print("cancelled all the same")
        raise


async def main():
    fut = asyncio.get_running_loop().create_future()
    t = asyncio.create_task(f(fut))
    await asyncio.sleep(0)
    fut.set_result("result")
    print(t.cancel())
    await asyncio.wait([t])
    print(t.cancelled())


asyncio.run(main())
