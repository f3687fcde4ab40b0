# Rule: throw() raises at the innermost await and unwinds through the awaiting coroutines.
import types


@types.coroutine
def pause():
    try:
        yield "paused"
    except KeyError as e:
        print("pause saw", repr(e))
        raise


async def inner():
    try:
        await pause()
    finally:
        print("inner finally")


async def outer():
    try:
        await inner()
    except KeyError as e:
        return f"outer caught {e!r}"


c = outer()
print(c.send(None))
try:
    c.throw(KeyError("k"))
except StopIteration as e:
    print(e.value)
