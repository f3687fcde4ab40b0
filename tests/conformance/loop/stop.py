# Rule: stop() lets the turn end; what the turn added waits for the next run.
import asyncio

loop = asyncio.new_event_loop()


def a():
    print("a")
    loop.stop()
    loop.call_soon(print, "next run")


loop.call_soon(a)
loop.call_soon(print, "b, in the same turn")
loop.run_forever()
print("stopped")
loop.call_soon(loop.stop)
loop.run_forever()
loop.close()
