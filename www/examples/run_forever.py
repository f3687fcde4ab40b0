# Lesson: Under asyncio.run is a loop that calls callbacks until somebody tells it to stop.
import asyncio

loop = asyncio.new_event_loop()


def tick(n):
    print("tick", n)
    if n < 3:
        loop.call_later(0.1, tick, n + 1)
    else:
        loop.stop()
        loop.call_soon(print, "one for next time: stop() ends the loop after this turn")


never = loop.call_later(0.15, print, "you will not see this")
loop.call_later(0.05, never.cancel)
loop.call_soon(tick, 1)
loop.call_soon(print, "callbacks run in the order in which they were asked for")
loop.run_forever()
print("stopped; running:", loop.is_running())

print("it can run again:", loop.run_until_complete(asyncio.sleep(0.05, result="slept")))
loop.close()
try:
    loop.call_soon(print, "too late")
except RuntimeError as error:
    print("RuntimeError:", error)
