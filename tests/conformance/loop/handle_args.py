# Rule: a handle keeps its arguments as one tuple, until it is cancelled.
import asyncio

loop = asyncio.new_event_loop()
args = (1, 2, 3)
for handle in (asyncio.Handle(print, args, loop), asyncio.TimerHandle(1.0, print, args, loop)):
    print(handle._args is args, handle._callback is print)
    handle._run()
    handle.cancel()
    print(handle._args, handle._callback)
for handle in (loop.call_soon(print, "soon", 4), loop.call_later(0.01, print, "later", 5)):
    print(handle._args is handle._args, handle._args)
loop.run_until_complete(asyncio.sleep(0.02))
loop.close()
