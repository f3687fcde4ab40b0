# Rule: as_completed loses nothing when a wait for its next result is cancelled.
import asyncio


async def child(name, delay):
    await asyncio.sleep(delay)
    return name


async def main():
    results = []
    waits = asyncio.as_completed([child("a", 0.02), child("b", 0.06)])
    try:
        await asyncio.wait_for(next(waits), 0.01)
    except TimeoutError:
        print("interrupted")
    for next_done in waits:
        results.append(await next_done)
    print(results)


asyncio.run(main())
