# Rule: top-level await is for the module, not for functions and classes.
# Await: on
import asyncio


def f():
    await asyncio.sleep(0)
