"""Objects that tell when somebody looks at them."""

import asyncio
import collections
import functools


class Tells:
    """Prints whatever is done to it."""

    def __repr__(self):
        print("repr")
        return "Tells"

    __str__ = __repr__

    def __eq__(self, other):
        print("eq")
        return self is other

    def __hash__(self):
        print("hash")
        return 7

    def __len__(self):
        print("len")
        return 1

    def __bool__(self):
        print("bool")
        return True

    def __getattr__(self, name):
        print("getattr", name)
        raise AttributeError(name)

    def __call__(self, *args):
        print("called")

    def __await__(self):
        yield from asyncio.sleep(0.1).__await__()
        return self


class TellingDict(dict):
    def __getitem__(self, key):
        print("getitem", key)
        return super().__getitem__(key)

    def items(self):
        print("items")
        return super().items()


class Waiters(collections.deque):
    def __len__(self):
        print("length of waiters")
        return super().__len__()


class Trouble(Exception):
    def __str__(self):
        print("str of trouble")
        return "trouble"

    __repr__ = __str__


class Partial(functools.partial):
    def __getattribute__(self, name):
        if name == "func":
            print("func of partial")
        return super().__getattribute__(name)


class Holder:
    def __init__(self):
        self.tells = Tells()
        self.mapping = TellingDict(a=1)
        self.lock = asyncio.Lock()

    def __getattribute__(self, name):
        if name != "__class__" and name != "use":
            print("attribute", name)
        return super().__getattribute__(name)

    async def use(self):
        async with self.lock:
            await asyncio.sleep(0.1)


async def returns():
    await Tells()
    return Tells()


async def raises():
    raise Trouble(Tells())


async def main():
    here = Tells()
    mapping = TellingDict(lock=asyncio.Lock())
    hidden = {Tells(): asyncio.Semaphore(1)}
    queue = asyncio.Queue()
    queue._getters = Waiters()
    await queue.put(Tells())
    await queue.get()
    async with next(iter(hidden.values())):
        pass
    loop = asyncio.get_running_loop()
    loop.call_soon(Tells())
    loop.call_soon(Partial(Tells()))
    loop.call_later(0.05, Tells(), Tells())
    task = asyncio.create_task(returns(), name="telling")
    task.add_done_callback(Tells())
    await task
    print("returned")
    holder = Holder()
    await holder.use()
    results = await asyncio.gather(raises(), return_exceptions=True)
    print(len(results))
    task = asyncio.create_task(asyncio.sleep(1))
    await asyncio.sleep(0)
    task.cancel(Tells())
    print("cancelled")
    try:
        await task
    except asyncio.CancelledError as error:
        print(len(error.args))
    del here, mapping


asyncio.run(main())
