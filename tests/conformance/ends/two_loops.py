# Rule: loops live one after the other, and each keeps its own tasks.
import asyncio


async def note(name):
    await asyncio.sleep(0)
    print(name, len(asyncio.all_tasks()))


first, second = asyncio.new_event_loop(), asyncio.new_event_loop()
left = first.create_task(asyncio.sleep(5))
first.run_until_complete(note("first"))
second.run_until_complete(note("second"))
print(len(asyncio.all_tasks(first)), len(asyncio.all_tasks(second)))
left.cancel()
try:
    first.run_until_complete(left)
except asyncio.CancelledError:
    print("cancelled on its own loop")
first.close()
second.close()
