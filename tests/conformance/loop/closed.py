# Rule: a closed loop refuses to run and to schedule, and may be closed again.
import asyncio

loop = asyncio.new_event_loop()
print(loop.is_running(), loop.is_closed())
loop.close()
loop.close()
print(loop.is_closed())
c = asyncio.sleep(0)
for call in (lambda: loop.call_soon(print), lambda: loop.call_later(1, print), loop.run_forever, lambda: loop.create_task(c)):
    try:
        call()
    except RuntimeError as e:
        print(e)
c.close()
