//! The loop: its life, its limits, its debug mode.

use crate::support::{prints, run};

#[test]
fn keyboard_interrupt_leaves_the_queue_as_it_is() {
    prints(
        "\
import asyncio

loop = asyncio.new_event_loop()
def interrupt(): raise KeyboardInterrupt
loop.call_soon(interrupt)
loop.call_soon(print, 'kept')
try: loop.run_forever()
except KeyboardInterrupt: print('interrupted', len(loop._ready), loop.is_running())
loop.call_soon(loop.stop)
loop.run_forever()
loop.close()
",
        "interrupted 1 False\nkept\n",
    );
}

#[test]
fn stop_finishes_the_turn() {
    prints(
        "\
import asyncio

loop = asyncio.new_event_loop()
loop.call_soon(loop.stop)
loop.call_soon(lambda: loop.call_soon(print, 'next turn'))
loop.call_soon(print, 'this turn')
loop.run_forever()
print('stopped', loop.is_running())
loop.stop()
loop.run_forever()
loop.close()
never = asyncio.sleep(0)
for ask in (loop.run_forever, lambda: loop.call_soon(print), lambda: loop.call_later(1, print),
            lambda: loop.create_task(never)):
    try: ask()
    except RuntimeError as error: print(error)
never.close()
",
        "\
this turn
stopped False
next turn
Event loop is closed
Event loop is closed
Event loop is closed
Event loop is closed
",
    );
}

#[test]
fn every_way_to_a_loop_gives_the_same_class() {
    prints(
        "\
import asyncio
loops = [asyncio.new_event_loop(), asyncio.EventLoop(), asyncio.SelectorEventLoop()]
print({type(loop).__name__ for loop in loops}, loops[0])
print(isinstance(loops[0], asyncio.AbstractEventLoop), isinstance(loops[0], asyncio.BaseEventLoop))
for loop in loops: loop.close()
print(loops[0])
with asyncio.Runner() as runner:
    print(type(runner.get_loop()) is asyncio.EventLoop)
",
        "\
{'_UnixSelectorEventLoop'} <_UnixSelectorEventLoop running=False closed=False debug=False>
True True
<_UnixSelectorEventLoop running=False closed=True debug=False>
True
",
    );
}

#[test]
fn a_slow_step_is_reported_in_debug_mode() {
    let ended = run("\
import asyncio, time

async def slow():
    time.sleep(0.25)

def blocking(): time.sleep(0.5)

async def main():
    await asyncio.create_task(slow(), name='slow')
    asyncio.get_running_loop().call_soon(blocking)
    await asyncio.sleep(0)

asyncio.run(main(), debug=True)
");
    let lines: Vec<&str> = ended.err.lines().collect();
    assert_eq!(lines.len(), 2, "{}", ended.err);
    assert_eq!(
        lines[0],
        "Executing <Task finished name='slow' coro=<slow() done, defined at main.py:3> result=None \
         created at /lib/python3.14/asyncio/tasks.py:395> took 0.250 seconds"
    );
    assert_eq!(
        lines[1],
        "Executing <Handle blocking() at main.py:6 created at main.py:10> took 0.500 seconds"
    );
}

#[test]
fn debug_mode_checks_callbacks() {
    let ended = run("\
import asyncio

async def coroutine(): pass

async def main():
    loop = asyncio.get_running_loop()
    for queue in (loop.call_soon, loop.call_soon_threadsafe, lambda c: loop.call_later(1, c)):
        for wrong in (coroutine, 1):
            try: queue(wrong)
            except TypeError as error: print(error)

asyncio.run(main(), debug=True)
");
    let calls = ["call_soon", "call_soon_threadsafe", "call_at"];
    let expected: String = calls
        .iter()
        .flat_map(|call| {
            [
                format!("coroutines cannot be used with {call}()\n"),
                format!("a callable object was expected by {call}(), got 1\n"),
            ]
        })
        .collect();
    assert_eq!(ended.out, expected);
}

#[test]
fn a_loop_inside_a_running_one_is_refused_and_does_no_harm() {
    prints(
        "\
import asyncio

async def main():
    inner = asyncio.new_event_loop()
    never = asyncio.sleep(0)
    try: inner.run_until_complete(never)
    except RuntimeError as error: print(error)
    never.close()
    inner.close()
    await asyncio.sleep(0.1)
    print('fine')

asyncio.run(main())
",
        "Cannot run the event loop while another loop is running\nfine\n",
    );
}
