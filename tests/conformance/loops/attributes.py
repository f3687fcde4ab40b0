# Rule: loops take attributes, weak references, and are equal to themselves only.
import asyncio
import weakref

loop = asyncio.new_event_loop()
loop.mine = 5
print(loop.mine, weakref.ref(loop)() is loop, loop == loop, loop == asyncio.EventLoop)
print({loop: 1}[loop])
print(loop.is_running(), loop.is_closed(), loop.get_debug(), loop.slow_callback_duration)
print(loop.get_task_factory(), loop.get_exception_handler())
print(isinstance(loop, asyncio.AbstractEventLoop), isinstance(loop, asyncio.BaseEventLoop))
print([base.__name__ for base in type(loop).__mro__ if base.__module__.startswith("asyncio")][0])
loop.close()
