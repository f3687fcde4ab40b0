# Rule: close() throws GeneratorExit at the await; ignoring it by awaiting on is an error.
import types


@types.coroutine
def pause():
    yield


async def good():
    try:
        await pause()
    except GeneratorExit:
        print("GeneratorExit")
        raise
    finally:
        print("finally")


async def bad():
    try:
        await pause()
    except GeneratorExit:
        await pause()


c = good()
c.send(None)
print(c.close())
c = bad()
c.send(None)
try:
    c.close()
except RuntimeError as e:
    print(e)
c.close()
