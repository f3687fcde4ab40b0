//! Tasks.

use crate::support::prints;

#[test]
fn steps_and_callbacks_take_turns_as_in_cpython() {
    prints(
        "\
import asyncio

async def step(name, times):
    for i in range(times):
        print(name, i)
        await asyncio.sleep(0)
    return name

async def main():
    loop = asyncio.get_running_loop()
    a = asyncio.create_task(step('a', 2))
    loop.call_soon(print, 'soon')
    b = asyncio.create_task(step('b', 1))
    a.add_done_callback(lambda task: print('done', task.result()))
    print(await a, await b)

asyncio.run(main())
",
        "a 0\nsoon\nb 0\na 1\ndone a\na b\n",
    );
}

#[test]
fn what_no_task_may_yield_is_thrown_back() {
    prints(
        "\
import asyncio, types

@types.coroutine
def give(what):
    return (yield what)

async def attempt(what):
    try: await give(what)
    except RuntimeError as error: print(str(error).split(' with ')[0].split(': ')[0].split(' <')[0])

async def itself():
    try: await asyncio.current_task()
    except RuntimeError as error: print(str(error).split(':')[0])

async def main():
    loop = asyncio.get_running_loop()
    other = asyncio.new_event_loop()
    await attempt(1)
    await attempt(x for x in ())
    await attempt(loop.create_future())
    await asyncio.create_task(itself())
    try: await other.create_future()
    except RuntimeError as error: print('attached to a different loop' in str(error))
    other.close()

asyncio.run(main())
",
        "\
Task got bad yield
yield was used instead of yield from for generator in task
yield was used instead of yield from in task
Task cannot await on itself
True
",
    );
}

#[test]
fn names_and_arguments() {
    prints(
        "\
import asyncio

async def nothing(): pass

async def main():
    class Name:
        def __str__(self): return 'spelled'
    first = asyncio.create_task(nothing())
    named = asyncio.Task(nothing(), name=Name())
    print(asyncio.current_task().get_name(), first.get_name(), repr(named.get_name()))
    named.set_name(7)
    print(repr(named.get_name()), first.get_coro().__name__, named._must_cancel, named._fut_waiter)
    try: asyncio.Task(1)
    except TypeError as error: print(error)
    for settle in (first.set_result, first.set_exception):
        try: settle(None)
        except RuntimeError as error: print(error)
    try: asyncio.create_task(nothing(), colour='x')
    except TypeError as error: print(error)
    await asyncio.wait([first, named])

import warnings
warnings.simplefilter('ignore')
asyncio.run(main())
",
        "\
Task-1 Task-2 'spelled'
'7' nothing False None
a coroutine was expected, got 1
Task does not support set_result operation
Task does not support set_exception operation
Task() got an unexpected keyword argument 'colour'
",
    );
}

#[test]
fn introspection_of_current_and_all_tasks() {
    prints(
        "\
import asyncio
from asyncio import tasks

async def wait(): await asyncio.sleep(1)

async def main():
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(wait(), name='waiting')
    me = asyncio.current_task()
    print(sorted(t.get_name() for t in asyncio.all_tasks()))
    try: tasks._enter_task(loop, task)
    except RuntimeError as error: print(str(error)[:24])
    try: tasks._leave_task(loop, task)
    except RuntimeError as error: print(str(error)[:30])
    print(tasks._swap_current_task(loop, task) is me, asyncio.current_task() is task)
    print(tasks._swap_current_task(loop, me) is task, asyncio.current_task() is me)
    class Strange:
        def done(self): return False
        def get_loop(self): return loop
    strange = Strange()
    tasks._register_task(strange)
    print(strange in asyncio.all_tasks())
    tasks._unregister_task(strange)
    print(strange in asyncio.all_tasks())
    await task
    print(sorted(t.get_name() for t in asyncio.all_tasks()))

asyncio.run(main())
try: asyncio.current_task()
except RuntimeError as error: print(error)
",
        "\
['Task-1', 'waiting']
Cannot enter into task <
Invalid attempt to leave task 
True True
True True
True
False
['Task-1']
no running event loop
",
    );
}

#[test]
fn an_eager_task_swaps_the_current_one() {
    prints(
        "\
import asyncio

async def inner(wait):
    print('inner', asyncio.current_task().get_name())
    if wait: await asyncio.sleep(1)
    return 5

async def main():
    done = asyncio.Task(inner(False), loop=asyncio.get_running_loop(), name='quick', eager_start=True)
    print(asyncio.current_task().get_name(), done.done(), done.result(), done.get_coro())
    later = asyncio.Task(inner(True), loop=asyncio.get_running_loop(), name='slow', eager_start=True)
    print(later.done(), later in asyncio.all_tasks())
    print(await later)

asyncio.run(main())
",
        "inner quick\nTask-1 True 5 None\ninner slow\nFalse True\n5\n",
    );
}
