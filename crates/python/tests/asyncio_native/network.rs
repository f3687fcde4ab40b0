//! The network and the loop: in which order sockets come, what selectors see, what waits in vain.

use crate::support::{prints, run};

#[test]
fn a_turn_asks_for_sockets_before_timers() {
    prints(
        "\
import asyncio, socket

async def main():
    loop = asyncio.get_running_loop()
    one, other = socket.socketpair()
    one.setblocking(False)
    def read():
        print('socket', one.recv(9))
        loop.remove_reader(one)
    loop.add_reader(one, read)
    loop.call_later(0, print, 'timer')
    loop.call_soon(print, 'soon')
    other.send(b'x')
    await asyncio.sleep(0)
    print('task')
    await asyncio.sleep(0)
    one.close()
    other.close()

asyncio.run(main())
",
        "soon\ntask\nsocket b'x'\ntimer\n",
    );
}

#[test]
fn sockets_come_in_the_order_in_which_they_were_written_to() {
    prints(
        "\
import asyncio, socket

async def main():
    loop = asyncio.get_running_loop()
    pairs = [socket.socketpair() for _ in range(5)]
    def read(index):
        print(index, pairs[index][0].recv(1))
    for index, (one, _) in enumerate(pairs):
        loop.add_reader(one, read, index)
    for index in (3, 0, 4, 1, 2):
        pairs[index][1].send(b'x')
    await asyncio.sleep(0.1)
    print(round(loop.time(), 3))
    for pair in pairs:
        loop.remove_reader(pair[0])
        pair[0].close()
        pair[1].close()

asyncio.run(main())
",
        "3 b'x'\n0 b'x'\n4 b'x'\n1 b'x'\n2 b'x'\n0.1\n",
    );
}

#[test]
fn time_does_not_pass_while_bytes_are_on_their_way() {
    prints(
        "\
import asyncio

async def echo(reader, writer):
    while data := await reader.read(100):
        writer.write(data)
    writer.close()

async def main():
    server = await asyncio.start_server(echo, '127.0.0.1', 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    sleeper = asyncio.create_task(asyncio.sleep(1))
    for _ in range(50):
        writer.write(b'ball')
        await reader.read(100)
    print(asyncio.get_running_loop().time(), sleeper.done())
    writer.close()
    server.close()

asyncio.run(main())
",
        "0.0 False\n",
    );
}

#[test]
fn any_selector_will_do() {
    prints(
        "\
import asyncio, selectors

class Own(selectors.SelectSelector):
    pass

async def main():
    server = await asyncio.start_server(lambda reader, writer: writer.close(), '127.0.0.1', 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    print(await reader.read(), asyncio.get_running_loop().time())
    await asyncio.sleep(1)
    writer.close()
    server.close()

for selector in (selectors.SelectSelector, selectors.PollSelector, selectors.EpollSelector, Own):
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(selector())) as runner:
        runner.run(main())
",
        "b'' 0.0\nb'' 1.0\nb'' 2.0\nb'' 3.0\n",
    );
}

#[test]
fn a_foreign_selector_is_asked_once_a_turn() {
    prints(
        "\
import asyncio, selectors, socket

class Counting(selectors.SelectSelector):
    def select(self, timeout=None):
        found = super().select(timeout)
        if found:
            print('select', len(found))
        return found

async def main():
    loop = asyncio.get_running_loop()
    one, other = socket.socketpair()
    came = loop.create_future()
    def read():
        print('read', one.recv(1))
        loop.remove_reader(one)
        came.set_result(None)
    loop.add_reader(one, read)
    loop.call_later(1, other.send, b'x')
    await came
    one.close()
    other.close()

with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(Counting())) as runner:
    runner.run(main())
",
        "select 1\nread b'x'\n",
    );
}

#[test]
fn what_is_registered_natively_is_in_the_selector() {
    prints(
        "\
import asyncio, socket

loop = asyncio.new_event_loop()
one, other = socket.socketpair()
fd = one.fileno()
reader = loop._add_reader(fd, print, 1)
key = loop._selector.get_key(one)
print(type(key).__name__, key.fileobj == key.fd == fd, key.events, key.data == (reader, None))
writer = loop._add_writer(fd, print, 2)
key = loop._selector.get_map()[fd]
print(key.events, key.data == (reader, writer))
again = loop._add_reader(fd, print, 3)
print(reader.cancelled(), again.cancelled(), loop._remove_reader(fd), again.cancelled())
print(loop._selector.get_key(fd).data == (None, writer), loop._remove_reader(fd))
print(loop._remove_writer(fd), fd in loop._selector.get_map(), loop._remove_writer(fd))
try:
    loop._add_reader(99, print)
except OSError as error:
    print(error, 99 in loop._selector.get_map())
loop.close()
try:
    loop._add_reader(fd, print)
except RuntimeError as error:
    print(error, loop._remove_reader(fd))
one.close()
other.close()
",
        "SelectorKey True 1 True\n3 True\nTrue False True True\nTrue False\nTrue False False\n\
         [Errno 9] Bad file descriptor False\nEvent loop is closed False\n",
    );
}

#[test]
fn events_go_through_a_process_events_of_the_programs_own() {
    prints(
        "\
import asyncio

class Loop(asyncio.SelectorEventLoop):
    def _process_events(self, event_list):
        print('class', len(event_list))
        super()._process_events(event_list)

async def main():
    loop = asyncio.get_running_loop()
    one, other = __import__('socket').socketpair()
    came = loop.create_future()
    def read():
        came.set_result(one.recv(1))
        loop.remove_reader(one)
    loop.add_reader(one, read)
    other.send(b'x')
    print(await came)
    one.close()
    other.close()

with asyncio.Runner(loop_factory=Loop) as runner:
    runner.run(main())
loop = asyncio.new_event_loop()
original = loop._process_events
loop._process_events = lambda events: (print('instance', len(events)), original(events))
loop.run_until_complete(main())
loop.close()
",
        "class 1\nb'x'\ninstance 1\nb'x'\n",
    );
}

#[test]
fn signals_reach_the_loop_through_its_socket_pair() {
    prints(
        "\
import asyncio, signal

async def main():
    loop = asyncio.get_running_loop()
    came = asyncio.Event()
    loop.add_signal_handler(signal.SIGUSR1, came.set)
    signal.raise_signal(signal.SIGUSR1)
    print(came.is_set())
    await came.wait()
    print(loop.remove_signal_handler(signal.SIGUSR1), loop.remove_signal_handler(signal.SIGUSR1))

asyncio.run(main())
",
        "False\nTrue False\n",
    );
}

#[test]
fn a_blocking_call_with_a_limit_lasts_until_then() {
    prints(
        "\
import select, socket, time

one, other = socket.socketpair()
one.settimeout(5)
try:
    one.recv(1)
except TimeoutError as error:
    print(repr(error), time.monotonic())
print(select.select([one], [], [], 2), time.monotonic())
one.close()
other.close()
",
        "TimeoutError('timed out') 5.0\n([], [], []) 7.0\n",
    );
}

#[test]
fn a_blocking_call_without_one_is_a_deadlock() {
    let ended = run("\
import socket

def wait():
    server = socket.create_server(('127.0.0.1', 0))
    with server.makefile('rb') if False else server:
        server.accept()

wait()
");
    let (report, line) = ended.deadlock.unwrap();
    assert!(
        report.starts_with(
            "Deadlock: the program waits on line 6, in socket.accept(), and nothing is left that could end that."
        ),
        "{report}"
    );
    assert_eq!(line, Some(6));
}

#[test]
fn errors_have_the_classes_of_their_numbers() {
    prints(
        "\
class Own(OSError):
    def __init__(self, text):
        super().__init__(111, text)

class New(OSError):
    def __new__(cls, text):
        return super().__new__(cls, 2, text)
    def __init__(self, text):
        pass

class Plain(OSError):
    pass

for error in (OSError(111, 'a'), OSError(2, 'b', 'file'), OSError('text'), OSError(99999, 'c'), Own('d'), Own('e'),
              New('f'), Plain(32, 'g'), ConnectionError(111, 'h'), OSError()):
    print(type(error).__name__, error, error.args)
",
        "\
ConnectionRefusedError [Errno 111] a (111, 'a')
FileNotFoundError [Errno 2] b: 'file' (2, 'b')
OSError text ('text',)
OSError [Errno 99999] c (99999, 'c')
Own [Errno 111] d (111, 'd')
Own [Errno 111] e (111, 'e')
New [Errno 2] f (2, 'f')
Plain [Errno 32] g (32, 'g')
ConnectionError [Errno 111] h (111, 'h')
OSError  ()
",
    );
}

#[test]
fn unclosed_sockets_warn_and_loops_with_sockets_are_collected() {
    prints(
        "\
import asyncio, gc, socket, warnings, weakref

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    sock = socket.socket()
    del sock
    loop = asyncio.new_event_loop()
    gone = weakref.ref(loop)
    del loop
    gc.collect()
    print(gone() is None)
for warning in caught:
    print(warning.category.__name__, str(warning.message).split(' ')[:2])
",
        "\
True
ResourceWarning ['unclosed', '<socket.socket']
ResourceWarning ['unclosed', 'event']
",
    );
}
