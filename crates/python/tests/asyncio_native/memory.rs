//! What the garbage collector sees, and what is said about what it finds.

use crate::support::{prints, run};

#[test]
fn cycles_of_tasks_futures_and_contexts_are_collected() {
    prints(
        "\
import asyncio, contextvars, gc, weakref

variable = contextvars.ContextVar('variable')

async def wait(future): await future

async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    task = asyncio.create_task(wait(future))
    task._log_destroy_pending = False
    await asyncio.sleep(0)
    context = contextvars.copy_context()
    context.run(variable.set, [context])
    done = loop.create_future()
    done.set_result(done)
    handle = asyncio.Handle(print, [], loop)
    handle._callback = handle
    found = [weakref.ref(thing) for thing in (future, task, context, done, handle)]
    del future, task, context, done, handle
    gc.collect()
    print([ref() for ref in found])

asyncio.run(main())
",
        "[None, None, None, None, None]\n",
    );
}

#[test]
fn an_exception_that_nobody_asked_for_is_reported_once() {
    let ended = run("\
import asyncio

async def bad(): raise ValueError('lost')

async def main():
    asyncio.create_task(bad(), name='bad')
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print('after')

asyncio.run(main())
");
    assert_eq!(ended.out, "after\n");
    let lines: Vec<&str> = ended.err.lines().collect();
    assert_eq!(lines[0], "Task exception was never retrieved");
    assert_eq!(
        lines[1],
        "future: <Task finished name='bad' coro=<bad() done, defined at main.py:3> \
         exception=ValueError('lost')>"
    );
    assert_eq!(lines.last(), Some(&"ValueError: lost"));
    assert_eq!(ended.err.matches("never retrieved").count(), 1);
}

#[test]
fn a_cancelled_timer_lets_go_of_its_callback_at_once() {
    prints(
        "\
import asyncio, weakref

class Callback:
    def __call__(self): pass

async def main():
    loop = asyncio.get_running_loop()
    callback = Callback()
    found = weakref.ref(callback)
    timer = loop.call_later(1000, callback)
    del callback
    print(found() is None)
    timer.cancel()
    print(found() is None, len(loop._scheduled))

asyncio.run(main())
",
        "False\nTrue 0\n",
    );
}

#[test]
fn ten_thousand_tasks_leave_nothing_behind() {
    prints(
        "\
import asyncio

async def nothing(): await asyncio.sleep(0)

async def main():
    for _ in range(10):
        await asyncio.gather(*(nothing() for _ in range(1000)))
    print(len(asyncio.all_tasks()))

asyncio.run(main())
",
        "1\n",
    );
}
