# Rule: SystemExit in a callback leaves run_forever at once, and the loop can go on later.
import asyncio
import sys

loop = asyncio.new_event_loop()
loop.call_soon(sys.exit, 3)
loop.call_soon(print, "the next callback")
try:
    loop.run_forever()
except SystemExit as e:
    print("left with", e.code)
loop.call_soon(loop.stop)
loop.run_forever()
loop.close()
print("closed")
