//! Loops, futures and tasks that are not ours, and subclasses of those that are.

use crate::support::prints;

/// A loop in plain Python: a queue, no timers, no selector.
const SMALL_LOOP: &str = "\
import asyncio, collections

class SmallLoop(asyncio.AbstractEventLoop):
    def __init__(self): self.queue = collections.deque(); self.calls = 0
    def get_debug(self): return False
    def is_running(self): return True
    def call_exception_handler(self, context): print('handler', context['message'])
    def create_future(self): return asyncio.Future(loop=self)
    def create_task(self, coro, **kwargs): return asyncio.Task(coro, loop=self, **kwargs)
    def call_soon(self, callback, *args, context=None):
        self.calls += 1
        handle = asyncio.Handle(callback, args, self, context)
        self.queue.append(handle)
        return handle
    def run(self):
        asyncio._set_running_loop(self)
        try:
            while self.queue: self.queue.popleft()._run()
        finally: asyncio._set_running_loop(None)

";

#[test]
fn tasks_run_on_a_loop_that_is_not_ours() {
    let program = format!(
        "{SMALL_LOOP}
loop = SmallLoop()

async def child(future):
    print('child', asyncio.current_task().get_name())
    return await future + 1

async def main():
    future = loop.create_future()
    task = loop.create_task(child(future), name='child')
    await asyncio.sleep(0)
    print(task._fut_waiter is future)
    future.set_result(1)
    print(await task)
    stuck = loop.create_task(child(loop.create_future()), name='stuck')
    await asyncio.sleep(0)
    stuck.cancel('enough')
    try: await stuck
    except asyncio.CancelledError as error: print('cancelled', error.args)
    eager = asyncio.Task(asyncio.sleep(0, 'eager'), loop=loop, eager_start=True)
    print(await eager, asyncio.current_task().get_name())

task = loop.create_task(main(), name='main')
loop.run()
task.result()
"
    );
    prints(
        &program,
        "\
child child
True
2
child stuck
cancelled ('enough',)
eager main
",
    );
}

#[test]
fn a_subclass_of_our_loop_that_overrides_call_soon_sees_every_call() {
    prints(
        "\
import asyncio

class Counting(asyncio.SelectorEventLoop):
    calls = 0
    def call_soon(self, callback, *args, context=None):
        Counting.calls += 1
        return super().call_soon(callback, *args, context=context)

async def main():
    before = Counting.calls
    for _ in range(3): await asyncio.sleep(0)
    future = asyncio.get_running_loop().create_future()
    future.add_done_callback(print)
    future.set_result(1)
    await future
    print(Counting.calls - before)

asyncio.run(main(), loop_factory=Counting)
",
        "4\n<Future finished result=1>\n",
    );
}

#[test]
fn a_method_replaced_on_the_instance_is_called() {
    prints(
        "\
import asyncio

async def main():
    loop = asyncio.get_running_loop()
    real = loop.call_soon
    names = []
    def call_soon(callback, *args, context=None):
        names.append(callback)
        return real(callback, *args, context=context)
    loop.call_soon = call_soon
    future = loop.create_future()
    real(future.set_result, None)
    await future
    del loop.call_soon
    await asyncio.sleep(0)
    print(len(names))

asyncio.run(main())
",
        "1\n",
    );
}

#[test]
fn a_future_like_of_somebody_else_is_asked_by_its_methods() {
    prints(
        "\
import asyncio

class Promise:
    _asyncio_future_blocking = False
    def __init__(self, loop): self.loop, self.callbacks = loop, []
    def get_loop(self): return self.loop
    def add_done_callback(self, callback, *, context=None): self.callbacks.append((callback, context))
    def cancel(self, msg=None): print('cancel', msg); self.fire(); return True
    def result(self): raise KeyError('promised')
    def fire(self):
        for callback, context in self.callbacks: self.loop.call_soon(callback, self, context=context)
    def __await__(self):
        self._asyncio_future_blocking = True
        yield self
        return 'kept'

async def main():
    loop = asyncio.get_running_loop()
    promise = Promise(loop)
    loop.call_soon(promise.fire)
    try: print(await promise)
    except KeyError as error: print(repr(error), promise._asyncio_future_blocking)
    promise = Promise(loop)
    async def wait(): await promise
    task = asyncio.create_task(wait())
    await asyncio.sleep(0)
    print(task.cancel('now'))
    try: await task
    except KeyError as error: print(repr(error))

asyncio.run(main())
",
        "KeyError('promised') False\ncancel now\nTrue\nKeyError('promised')\n",
    );
}

#[test]
fn subclasses_of_future_and_task_keep_their_overrides() {
    prints(
        "\
import asyncio

class MyFuture(asyncio.Future):
    def result(self): return 'mine ' + super().result()
    def add_done_callback(self, *args, **kwargs):
        print('add')
        super().add_done_callback(*args, **kwargs)

class MyTask(asyncio.Task):
    def __init__(self, coro, **kwargs):
        self.extra = 1
        super().__init__(coro, **kwargs)
    def cancel(self, msg=None):
        print('cancel', msg)
        return super().cancel(msg)

async def main():
    loop = asyncio.get_running_loop()
    future = MyFuture()
    loop.call_soon(future.set_result, 'x')
    print(await future, future.result())
    loop.set_task_factory(lambda loop, coro, **kwargs: MyTask(coro, loop=loop, **kwargs))
    inner = asyncio.create_task(asyncio.sleep(9))
    async def outer(): await inner
    task = asyncio.create_task(outer())
    print(type(task).__name__, inner.extra)
    await asyncio.sleep(0)
    task.cancel('go')
    await asyncio.wait([task])
    print(task.cancelled(), inner.cancelled())

asyncio.run(main())
",
        "\
add
x mine x
MyTask 1
cancel go
cancel go
True True
",
    );
}
