# Rule: stop() before run_forever lets it do one turn.
import asyncio

loop = asyncio.new_event_loop()
loop.call_soon(print, "one turn")
loop.call_soon(lambda: loop.call_soon(print, "not this one"))
loop.stop()
loop.run_forever()
print("stopped")
loop.close()
