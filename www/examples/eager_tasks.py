# Lesson: An eager task runs at once until its first real wait; a lazy one waits for its turn.
import asyncio

CACHE = {"a": 1}


async def lookup(key):
    print(f"  look up {key}")
    if key in CACHE:
        return CACHE[key]
    await asyncio.sleep(0.1)
    return 2


async def main():
    for title, factory in [("lazy:", None), ("eager:", asyncio.eager_task_factory)]:
        print(title)
        asyncio.get_running_loop().set_task_factory(factory)
        tasks = [asyncio.create_task(lookup(key)) for key in "ab"]
        print("  created; already done:", [task.done() for task in tasks])
        print("  results:", await asyncio.gather(*tasks))


asyncio.run(main())
