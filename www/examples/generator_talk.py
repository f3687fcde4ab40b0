# Lesson: A generator talks both ways: send, throw, close, and yield from passes it all on.


def average():
    total, count = 0, 0
    result = None
    while True:
        try:
            number = yield result
        except ValueError as error:
            print(f"  (skipped: {error})")
            continue
        if number is None:
            return result
        total, count = total + number, count + 1
        result = total / count


def report():
    try:
        final = yield from average()
        yield f"the final average is {final}"
    finally:
        print("  (report is cleaned up)")


talk = report()
next(talk)  # run to the first yield
print(talk.send(10))
print(talk.send(20))
print(talk.throw(ValueError("not a number")))
print(talk.send(60))
print(talk.send(None))  # average() returns, and report() goes on
talk.close()
try:
    talk.send(1)
except StopIteration:
    print("closed: nobody listens any more")
