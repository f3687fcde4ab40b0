# Lesson: Coroutines that are generators are gone; old code fails in ways worth knowing.
import asyncio


def show(title, old_code):
    print(f"{title}:")
    try:
        exec(compile(old_code, "<old code>", "exec"), {"asyncio": asyncio})
    except Exception as error:
        print(f"   {type(error).__name__}: {error}")
    else:
        print("   works")


show("the decorator of Python 3.4", "@asyncio.coroutine\ndef f(): yield")
show("yield from in an async def", "async def f(): yield from g()")
show("await in a plain def", "def f(): await g()")
show("await of a plain generator", "async def f(): await (i for i in [1])\nasyncio.run(f())")
show("a generator as a task", "def f(): yield\nasyncio.run(f())")
show("a loop where none runs", "asyncio.get_event_loop()")
show("the way it is done now", "async def f(): await asyncio.sleep(0)\nasyncio.run(f())")
