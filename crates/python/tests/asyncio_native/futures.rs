//! Futures.

use crate::support::prints;

#[test]
fn callbacks_come_in_order_and_in_the_next_turn() {
    prints(
        "\
import asyncio

async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    for name in 'abc':
        future.add_done_callback(lambda future, name=name: print(name, future.result()))
    loop.call_soon(print, 'before')
    future.set_result(1)
    loop.call_soon(print, 'after')
    future.add_done_callback(lambda future: print('late'))
    print('set')
    await asyncio.sleep(0)
    print('done')

asyncio.run(main())
",
        "set\nbefore\na 1\nb 1\nc 1\nafter\nlate\ndone\n",
    );
}

#[test]
fn removing_compares_by_equality() {
    prints(
        "\
import asyncio

class Same:
    def __init__(self, name): self.name = name
    def __eq__(self, other): return isinstance(other, Same)
    def __hash__(self): return 0
    def __call__(self, future): print(self.name)

async def main():
    future = asyncio.get_running_loop().create_future()
    future.add_done_callback(Same('a'))
    future.add_done_callback(print)
    future.add_done_callback(Same('b'))
    print(future.remove_done_callback(Same('c')), len(future._callbacks))
    print(future.remove_done_callback(len), future.remove_done_callback(print), future._callbacks)

asyncio.run(main())
",
        "2 1\n0 1 None\n",
    );
}

#[test]
fn before_init_everything_refuses() {
    prints(
        "\
import asyncio
future = asyncio.Future.__new__(asyncio.Future)
for ask in (future.result, future.exception, future.get_loop, future.cancel, future.__await__,
            lambda: future.set_result(1), lambda: future.add_done_callback(print),
            lambda: future._state, lambda: future._log_traceback):
    try:
        print(ask())
    except Exception as error:
        print(type(error).__name__, error)
print(future.done(), future.cancelled(), future._loop, future._asyncio_future_blocking)
",
        "\
InvalidStateError Future object is not initialized.
InvalidStateError Future object is not initialized.
RuntimeError Future object is not initialized.
RuntimeError Future object is not initialized.
RuntimeError Future object is not initialized.
RuntimeError Future object is not initialized.
RuntimeError uninitialized Future object
RuntimeError Future object is not initialized.
RuntimeError Future object is not initialized.
False False None False
",
    );
}

#[test]
fn attributes_that_cannot_be_set_say_why() {
    prints(
        "\
import asyncio

async def main():
    future = asyncio.get_running_loop().create_future()
    def attempt(change):
        try: change()
        except Exception as error: print(type(error).__name__, error)
    def set_log(): future._log_traceback = True
    def drop_log(): del future._log_traceback
    def drop_blocking(): del future._asyncio_future_blocking
    def extra(): future.extra = 1
    for change in (set_log, drop_log, drop_blocking, extra,
                   lambda: future.set_exception(1), lambda: future.set_exception(StopIteration)):
        attempt(change)
    print(repr(future.exception()), repr(future.exception().__cause__))

asyncio.run(main())
",
        "\
ValueError _log_traceback can only be set to False
AttributeError attribute '_log_traceback' of '_asyncio.Future' objects cannot be deleted
AttributeError attribute '_asyncio_future_blocking' of '_asyncio.Future' objects cannot be deleted
TypeError invalid exception object
RuntimeError('StopIteration interacts badly with generators and cannot be raised into a Future') StopIteration()
",
    );
}

#[test]
fn the_iterator_yields_the_future_once() {
    prints(
        "\
import asyncio

async def main():
    future = asyncio.get_running_loop().create_future()
    steps = future.__await__()
    print(steps.send(None) is future, future._asyncio_future_blocking)
    try: steps.send(None)
    except RuntimeError as error: print(error)
    future.set_result((1, 2))
    try: next(steps)
    except StopIteration as stop: print(stop.value)
    print(list(steps))
    steps = iter(asyncio.get_running_loop().create_future())
    try: steps.throw(KeyError('x'))
    except KeyError as error: print(repr(error))
    for wrong in (1, int):
        try: iter(future).throw(wrong)
        except TypeError as error: print(error)

asyncio.run(main())
",
        "\
True True
await wasn't used with future
(1, 2)
[]
KeyError('x')
exceptions must be classes deriving BaseException or instances of such a class
exceptions must be classes deriving BaseException or instances of such a class
",
    );
}
