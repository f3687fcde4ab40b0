# Rule: isfuture and ensure_future are functions written in Python.
import asyncio
import inspect

for function in (asyncio.isfuture, asyncio.ensure_future):
    print(function.__name__, inspect.isfunction(function), callable(function))
