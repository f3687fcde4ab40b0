# Rule: throw and close reach the innermost generator of a yield from first.
def inner():
    try:
        yield 1
    except ValueError as e:
        print("inner", e)
        yield 2
    finally:
        print("inner finally")


def outer():
    try:
        yield from inner()
    except GeneratorExit:
        print("outer exit")
        raise


g = outer()
print(next(g), g.throw(ValueError("thrown")))
print(g.close())
