# Lesson: An event loop at its heart is a queue of generators that take turns.
from collections import deque


def countdown(name, n):
    while n:
        print(f"{name}: {n}")
        n -= 1
        yield  # "I have done a little; let somebody else run."
    return f"{name} is done"


def run(*generators):
    ready = deque(generators)
    while ready:
        task = ready.popleft()
        try:
            next(task)
        except StopIteration as stop:
            print(f"   -> {stop.value}")
        else:
            ready.append(task)


run(countdown("Ann", 3), countdown("Bob", 1), countdown("Cat", 2))
