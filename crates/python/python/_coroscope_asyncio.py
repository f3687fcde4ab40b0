"""The Python half of asyncio's native half: the event loop class, and where it is installed.

Everything that only decides *what* to do comes from CPython's BaseEventLoop; everything that decides
*when* comes from the scheduler, through LoopCore.
"""

import asyncio
import socket
import traceback
import weakref
from asyncio import base_events, base_futures, constants, coroutines, events, futures, streams, tasks, unix_events

import _coroscope_net
from _coroscope_loop import CLOCK_RESOLUTION, Handle, LoopCore, TimerHandle, bare_yield, ensure_future, isfuture
from _coroscope_deadlock import deadlock_report

__all__ = ("EventLoop", "deadlock_report")

# What `asyncio._register_task` and `_register_eager_task` were given that is not a Task of ours.
other_tasks = weakref.WeakSet()
other_eager_tasks = set()


class _LoopSocket(socket.socket):
    """An end of a loop's own socket pair.

    It has no finalizer, since the interpreter's collector finalizes the newest first, and the loop has to
    find its sockets open when its turn comes to close them.
    """

    __slots__ = ()

    def __del__(self):
        pass


_LoopSocket.__module__, _LoopSocket.__qualname__ = "socket", "socket"


class _UnixSelectorEventLoop(LoopCore, unix_events._UnixSelectorEventLoop):
    """The event loop.

    It has the name that CPython's has on Unix, because programs print their loops. Servers, connections and
    transports are CPython's own, over the page's network; LoopCore asks the selector before each turn.
    """

    def __init__(self, selector=None):
        super().__init__(selector)
        self._clock_resolution = CLOCK_RESOLUTION

    def run_forever(self):
        """Run until stop() is called."""
        self._run_forever_setup()
        try:
            self._drive()
        finally:
            self._run_forever_cleanup()

    def close(self):
        """Close the loop: drop what is queued, and shut the default executor down."""
        super().close()
        self._clear_queues()

    def _make_self_pipe(self):
        self._ssock, self._csock = (
            _LoopSocket(fileno=fd) for fd in _coroscope_net.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        )
        self._ssock.setblocking(False)
        self._csock.setblocking(False)
        self._internal_fds += 1
        self._add_reader(self._ssock.fileno(), self._read_from_self)

    def _write_to_self(self):
        """Nothing to do: call_soon_threadsafe() wakes the loop itself."""

    # CPython asks for names in a thread, because it may take long. Here it never does, but the answer comes no
    # earlier than a thread's could.

    async def getaddrinfo(self, host, port, *, family=0, type=0, proto=0, flags=0):
        """Like socket.getaddrinfo()."""
        resolve = self._getaddrinfo_debug if self._debug else base_events.socket.getaddrinfo
        return await self._soon(resolve, host, port, family, type, proto, flags)

    async def getnameinfo(self, sockaddr, flags=0):
        """Like socket.getnameinfo()."""
        return await self._soon(base_events.socket.getnameinfo, sockaddr, flags)

    def _soon(self, function, *args):
        """A future for what `function` returns when it is called in the next turn."""
        answer = self.create_future()

        def call():
            if answer.cancelled():
                return
            try:
                answer.set_result(function(*args))
            except Exception as error:
                answer.set_exception(error)

        self.call_soon(call)
        return answer


_UnixSelectorEventLoop.__module__ = "asyncio.unix_events"
EventLoop = _UnixSelectorEventLoop


def trim_stack(stack, length):
    """Shortens a source traceback to what CPython's shows.

    Between run_forever() and a callback it has two frames more than ours (_run_once and Handle._run), which
    count for the length but are nobody's concern.
    """
    for index in range(len(stack) - 1, -1, -1):
        frame = stack[index]
        if frame.name == "run_forever" and frame.filename == __file_of_loop__:
            of_program = len(stack) - index - 1
            of_library = max(length - of_program - 2, 0)
            del stack[: max(len(stack) - of_program - of_library, 0)]
            break
    return stack


def add_create_future(stack):
    """Adds the frame that CPython's create_future() has to a source traceback."""
    code = base_events.BaseEventLoop.create_future.__code__
    line = max(line for _, _, line in code.co_lines() if line)
    stack.append(traceback.FrameSummary(code.co_filename, line, code.co_name, lookup_line=False))


__file_of_loop__ = _UnixSelectorEventLoop.run_forever.__code__.co_filename


# What `asyncio.sleep(0)` awaits in CPython, for exceptions that are thrown into it.
sleep0_generator = tasks.__sleep0


# For what the native one leaves to it.
library_ensure_future = tasks.ensure_future


def _gather_callback():
    """The code of gather()'s done callback, and where in its closure the variables are that it counts with."""
    for code in tasks.gather.__code__.co_consts:
        if getattr(code, "co_name", None) == "_done_callback":
            return code, *map(code.co_freevars.index, ("nfinished", "nfuts", "outer"))
    raise RuntimeError("asyncio.gather() is not as it was")


gather_callback = _gather_callback()

_connection_lost = streams.StreamReaderProtocol.connection_lost


def connection_lost(self, exc):
    _connection_lost(self, exc)
    if exc is not None and self._closed.done() and not self._closed.cancelled():
        # As the protocol's own finalizer does; but the collector comes to the future first.
        self._closed.exception()


def _install():
    connection_lost.__module__ = streams.__name__
    connection_lost.__qualname__ = _connection_lost.__qualname__
    streams.StreamReaderProtocol.connection_lost = connection_lost
    for module in (events, asyncio):
        module.Handle = Handle
        module.TimerHandle = TimerHandle
    tasks.__sleep0 = bare_yield
    for module in (base_futures, futures, asyncio):
        module.isfuture = isfuture
    for module in (tasks, asyncio):
        module.ensure_future = ensure_future
    unix_events._UnixSelectorEventLoop = EventLoop
    for module in (unix_events, asyncio):
        module.SelectorEventLoop = EventLoop
        module.EventLoop = EventLoop
    unix_events._UnixDefaultEventLoopPolicy._loop_factory = EventLoop


_install()
