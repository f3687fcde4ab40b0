# Rule: the methods of AbstractEventLoop are not implemented.
import asyncio

loop = asyncio.AbstractEventLoop()
for call in (loop.run_forever, loop.time, loop.is_running, loop.close, loop.create_future, loop.get_debug):
    try:
        call()
    except NotImplementedError as e:
        print(call.__name__, repr(e))
