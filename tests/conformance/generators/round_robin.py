# Rule: a generator resumes where it yielded; yield from passes values both ways and returns the result.
def inner():
    got = yield "a"
    print("inner got", got)
    got = yield "b"
    print("inner got", got)
    return "inner result"


def outer():
    result = yield from inner()
    yield result


g = outer()
print(next(g), g.send(1), g.send(2))
print(next(g, "exhausted"))
