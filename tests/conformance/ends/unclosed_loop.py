# Rule: a loop that is dropped without being closed is a ResourceWarning, which is shown only if asked for.
import asyncio
import gc
import warnings

loop = asyncio.new_event_loop()
loop.run_until_complete(asyncio.sleep(0))
del loop
gc.collect()
print("silent")
warnings.simplefilter("always")
warnings.showwarning = lambda message, category, *where: print(category.__name__, str(message).partition(" at 0x")[0])
loop = asyncio.new_event_loop()
loop.run_until_complete(asyncio.sleep(0))
del loop
gc.collect()
print("warned")
