# Rule: gather of coroutines needs a running loop; gather of nothing as well.
import asyncio
import warnings

warnings.simplefilter("ignore")


async def f():
    pass


c = f()
for args in ((c,), ()):
    try:
        asyncio.gather(*args)
    except RuntimeError as e:
        print(e)
c.close()
