# Lesson: Await one by one and you wait for the sum; start tasks and you wait for the longest.
import asyncio


async def fetch(page):
    print(f"  asking for page {page}")
    await asyncio.sleep(0.25)
    print(f"  got page {page}")
    return f"<{page}>"


async def timed(title, coro):
    loop = asyncio.get_running_loop()
    print(title)
    start = loop.time()
    pages = await coro
    quarters = round((loop.time() - start) / 0.25)
    print(f"  {''.join(pages)} took {quarters} x 0.25 seconds")


async def one_by_one():
    return [await fetch(page) for page in range(3)]


async def together():
    tasks = [asyncio.create_task(fetch(page)) for page in range(3)]
    return [await task for task in tasks]


async def main():
    await timed("One by one:", one_by_one())
    await timed("Together:", together())


asyncio.run(main())
