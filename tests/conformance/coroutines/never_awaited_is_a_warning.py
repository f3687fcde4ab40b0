# Rule: the never-awaited warning goes through the warnings module, and can be caught there.
import asyncio
import warnings


async def forgotten():
    pass


async def main():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        forgotten()
    for w in caught:
        print(w.category.__name__, w.message, w.lineno)


asyncio.run(main())
