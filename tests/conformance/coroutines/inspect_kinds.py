# Rule: inspect and asyncio tell coroutine functions, coroutines, and awaitables apart.
import asyncio
import functools
import inspect
import types


async def f():
    pass


async def agen():
    yield


@types.coroutine
def old():
    yield


class Awaitable:
    def __await__(self):
        yield


for name, thing in [("f", f), ("agen", agen), ("old", old), ("partial", functools.partial(f))]:
    print(name, inspect.iscoroutinefunction(thing), inspect.isasyncgenfunction(thing))
c = f()
a = agen()
o = old()
for name, thing in [("f()", c), ("agen()", a), ("old()", o), ("Awaitable()", Awaitable())]:
    print(name, inspect.iscoroutine(thing), inspect.isasyncgen(thing), inspect.isawaitable(thing), asyncio.iscoroutine(thing))
c.close()
o.close()
