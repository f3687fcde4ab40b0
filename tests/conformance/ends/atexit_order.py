# Rule: exit functions run after the program, last registered first, and may run a loop of their own.
import asyncio
import atexit


async def late():
    await asyncio.sleep(0.01)
    print("a loop at exit")


atexit.register(print, "registered first")
atexit.register(lambda: asyncio.run(late()))
print("the program ends")
