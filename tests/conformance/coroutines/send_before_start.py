# Rule: a value cannot be sent into a coroutine that has just been made.
async def f():
    return 1


c = f()
try:
    c.send("x")
except TypeError as e:
    print(e)
try:
    c.send(None)
except StopIteration as e:
    print("returned", e.value)
