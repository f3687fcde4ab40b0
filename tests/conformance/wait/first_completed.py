# Rule: FIRST_COMPLETED comes back with all that are done by then.
import asyncio


def names(tasks):
    return sorted(t.get_name() for t in tasks)


async def main():
    tasks = [asyncio.create_task(asyncio.sleep(s), name=n) for n, s in [("a", 0), ("b", 0), ("c", 0.05)]]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    print(names(done), names(pending))
    done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
    print(names(done), names(pending))


asyncio.run(main())
