# Rule: close() returns what the generator returns when it catches GeneratorExit (3.13).
def g():
    try:
        yield 1
    except GeneratorExit:
        return "goodbye"


it = g()
next(it)
print(it.close())
print(it.close())
