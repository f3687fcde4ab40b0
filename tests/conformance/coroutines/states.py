# Rule: a coroutine object is created, running, suspended, then closed.
import inspect
import types


@types.coroutine
def pause():
    yield


async def f():
    print(inspect.getcoroutinestate(c))
    await pause()


c = f()
print(inspect.getcoroutinestate(c))
c.send(None)
print(inspect.getcoroutinestate(c), c.cr_await is not None)
try:
    c.send(None)
except StopIteration:
    print(inspect.getcoroutinestate(c), c.cr_frame)
