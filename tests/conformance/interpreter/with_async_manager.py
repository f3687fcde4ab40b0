# Rule: the TypeError about `with` on an asynchronous context manager names the class with its module.
import asyncio

try:
    with asyncio.Lock():
        pass
except TypeError as e:
    print(e)
