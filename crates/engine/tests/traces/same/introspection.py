"""A program that looks at its primitives from all sides."""

import asyncio
import copy
import inspect
import traceback
import weakref


class Named(asyncio.Lock):
    def __init__(self, name):
        self.name = name
        super().__init__()

    def __del__(self):
        print("gone:", self.name)


class Slotted(asyncio.Event):
    __slots__ = ("extra",)


class Forgetful(asyncio.Queue):
    def __init__(self):
        pass


async def main():
    for primitive in (
        asyncio.Lock(),
        asyncio.Event(),
        asyncio.Condition(),
        asyncio.Semaphore(3),
        asyncio.BoundedSemaphore(2),
        asyncio.Barrier(2),
        asyncio.Queue(4),
        asyncio.PriorityQueue(),
        asyncio.LifoQueue(),
    ):
        print(type(primitive).__name__, list(vars(primitive)))
        # A set, because of a difference that docs/decisions/seeing-primitives.md has.
        print(sorted({name for name in dir(primitive) if not name.startswith("__")}))
        print(inspect.getattr_static(primitive, "_loop", "none"))
    lock = asyncio.Lock()
    print(lock._locked, vars(lock)["_locked"])
    lock._locked = True
    print(lock.locked(), lock.__dict__)
    lock.__dict__["_locked"] = False
    print(lock.locked())
    del lock._locked
    for attempt in (lambda: lock.locked(), lambda: delattr(lock, "_locked")):
        try:
            attempt()
        except AttributeError as error:
            print(error, error.name, error.obj is lock)
    event = copy.copy(asyncio.Event())
    print(vars(event).keys(), event.is_set())
    try:
        asyncio.Lock().release()
    except RuntimeError:
        traceback.print_exc()
    try:
        await Forgetful().get()
    except AttributeError as error:
        print(error)
    slotted = Slotted()
    slotted.set()
    print(await slotted.wait())

    first = Named("first")
    async with first:
        reference = weakref.ref(first)
    del first
    print(reference())
    for number in range(3):
        async with Named(number):
            pass
    await asyncio.sleep(0)
    print("end")


asyncio.run(main())
