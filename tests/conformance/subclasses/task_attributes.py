# Rule: tasks of a subclass may carry attributes; plain ones may be in sets and be weakly referenced.
import asyncio
import weakref


class Job(asyncio.Task):
    def __init__(self, coro, *, number, **kwargs):
        super().__init__(coro, **kwargs)
        self.number = number


async def main():
    t = Job(asyncio.sleep(0, "r"), number=3)
    print(t.number, await t, isinstance(t, asyncio.Future))
    p = asyncio.create_task(asyncio.sleep(0))
    print(weakref.ref(p)() is p, len({p, p}))
    await p


asyncio.run(main())
