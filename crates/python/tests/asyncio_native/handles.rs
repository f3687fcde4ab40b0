//! Handles and timers.

use crate::support::{prints, run};

#[test]
fn handles_show_what_they_call() {
    prints(
        "\
import asyncio, weakref

def call(*args): print('called', *args)

async def main():
    loop = asyncio.get_running_loop()
    handle = loop.call_soon(call, 1, 'two')
    print(handle, handle.cancelled(), type(handle) is asyncio.Handle)
    timer = loop.call_at(5, call)
    print(timer, timer.when(), timer._scheduled, isinstance(timer, asyncio.Handle))
    timer.cancel()
    print(timer, timer.cancelled(), timer._callback, timer._args, timer._scheduled)
    print(weakref.ref(handle)() is handle)
    await asyncio.sleep(0)

asyncio.run(main())
",
        "\
<Handle call() at main.py:3> False True
<TimerHandle when=5 call() at main.py:3> 5 True True
<TimerHandle cancelled when=5> True None None True
True
called 1 two
",
    );
}

#[test]
fn timers_compare_by_time_and_equal_by_all() {
    prints(
        "\
import asyncio

loop = asyncio.new_event_loop()
early = asyncio.TimerHandle(1.5, print, (), loop)
same = asyncio.TimerHandle(1.5, print, (), loop)
late = asyncio.TimerHandle(2, len, (), loop)
print(early < late, early > late, early <= same, early >= late, early == same, early == late, early != late)
print(hash(early) == hash(1.5), early.__lt__(3), early == 3)
loop.close()
",
        "True False True False True False True\nTrue NotImplemented False\n",
    );
}

#[test]
fn timers_keep_their_order_and_cancelled_ones_never_come() {
    prints(
        "\
import asyncio

async def main():
    loop = asyncio.get_running_loop()
    start = loop.time()
    def show(name): print(name, round(loop.time() - start, 6))
    for name, delay in (('d', 0.3), ('b', 0.1), ('c', 0.1), ('now', 0), ('past', -1)):
        loop.call_later(delay, show, name)
    gone = loop.call_later(0.2, show, 'never')
    loop.call_later(0.15, gone.cancel)
    await asyncio.sleep(0.4)
    print(len(loop._scheduled))

asyncio.run(main())
",
        "past 0.0\nnow 0.0\nb 0.1\nc 0.1\nd 0.3\n0\n",
    );
}

#[test]
fn an_exception_in_a_callback_goes_to_the_handler_with_its_handle() {
    prints(
        "\
import asyncio

def bad(x): raise ValueError(x)

async def main():
    loop = asyncio.get_running_loop()
    def handler(loop, context):
        print(sorted(context), context['message'], repr(context['exception']), context['handle'])
    loop.set_exception_handler(handler)
    loop.call_soon(bad, 1)
    future = loop.create_future()
    future.add_done_callback(bad)
    future.set_result(2)
    await asyncio.sleep(0)

asyncio.run(main())
",
        "\
['exception', 'handle', 'message'] Exception in callback bad() at main.py:3 ValueError(1) <Handle bad() at main.py:3>
['exception', 'handle', 'message'] Exception in callback bad() at main.py:3 \
ValueError(<Future finished result=2>) <Handle bad() at main.py:3>
",
    );
}

#[test]
fn debug_mode_keeps_the_callback_and_the_place_of_a_cancelled_handle() {
    let ended = run("\
import asyncio

async def main():
    loop = asyncio.get_running_loop()
    timer = loop.call_later(1, print, 'x')
    timer.cancel()
    print(timer)

asyncio.run(main(), debug=True)
");
    assert_eq!(
        ended.out,
        "<TimerHandle cancelled when=1.0 print('x') created at main.py:5>\n"
    );
}
