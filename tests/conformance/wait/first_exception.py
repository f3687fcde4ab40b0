# Rule: FIRST_EXCEPTION waits for a failure or for all; a cancelled task does not count.
import asyncio


async def bad():
    await asyncio.sleep(0.04)
    raise ValueError("bad")


def names(tasks):
    return sorted(t.get_name() for t in tasks)


async def main():
    a = asyncio.create_task(asyncio.sleep(0.02), name="a")
    b = asyncio.create_task(bad(), name="b")
    c = asyncio.create_task(asyncio.sleep(0.08), name="c")
    d = asyncio.create_task(asyncio.sleep(10), name="d")
    d.cancel()
    done, pending = await asyncio.wait([a, b, c, d], return_when=asyncio.FIRST_EXCEPTION)
    print(names(done), names(pending), repr(b.exception()))
    done, pending = await asyncio.wait([a, c], return_when=asyncio.FIRST_EXCEPTION)
    print(names(done), names(pending))


asyncio.run(main())
