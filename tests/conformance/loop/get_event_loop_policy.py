# Rule: get_event_loop makes no loop (3.14); set_event_loop takes loops and None only.
import asyncio

for wrong in (5, "loop"):
    try:
        asyncio.set_event_loop(wrong)
    except TypeError as e:
        print(e)
for call in (asyncio.get_running_loop, asyncio.current_task, asyncio.all_tasks, lambda: asyncio.Future()):
    try:
        print(call())
    except RuntimeError as e:
        print(e)
print(asyncio._get_running_loop())
