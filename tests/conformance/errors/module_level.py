# Rule: an exception at module level is printed without a loop in sight.
import asyncio


def f(x):
    return x.missing


print("start")
f(asyncio)
