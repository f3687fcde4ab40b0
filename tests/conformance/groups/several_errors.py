# Rule: exceptions of tasks come in the order in which the tasks ended; the body's is put last.
import asyncio


async def bad(n, start):
    await start.wait()
    raise ValueError(n)


async def main():
    start = asyncio.Event()
    try:
        async with asyncio.TaskGroup() as tg:
            for n in range(3):
                tg.create_task(bad(n, start))
            await asyncio.sleep(0)
            start.set()
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                raise KeyError("body")
    except BaseExceptionGroup as e:
        print(str(e), e.exceptions)


asyncio.run(main())
