"""Signal handlers of the event loop.

As CPython's `asyncio.unix_events`, but that a handler calls the loop itself: there a signal comes at any time and
reaches the loop through a file descriptor; here only the program itself can raise one, between two of its steps.
"""

import errno
import signal
from asyncio import coroutines, events


class SignalHandlers:
    """`add_signal_handler` and `remove_signal_handler`."""

    _signal_handlers = None

    def add_signal_handler(self, sig, callback, *args):
        """Add a handler for a signal.

        Raise ValueError if the signal number is invalid or uncatchable.
        Raise RuntimeError if there is a problem setting up the handler.
        """
        if coroutines.iscoroutine(callback) or coroutines._iscoroutinefunction(callback):
            raise TypeError("coroutines cannot be used with add_signal_handler()")
        self._check_signal(sig)
        self._check_closed()
        if self._signal_handlers is None:
            self._signal_handlers = {}
        self._signal_handlers[sig] = events.Handle(callback, args, self, None)
        try:
            signal.signal(sig, self._signal_came)
        except OSError as exc:
            del self._signal_handlers[sig]
            if exc.errno == errno.EINVAL:
                raise RuntimeError(f"sig {sig} cannot be caught")
            raise

    def remove_signal_handler(self, sig):
        """Remove a handler for a signal. Return True if a signal handler was removed, False if not."""
        self._check_signal(sig)
        if not self._signal_handlers or self._signal_handlers.pop(sig, None) is None:
            return False
        default = signal.default_int_handler if sig == signal.SIGINT else signal.SIG_DFL
        signal.signal(sig, default)
        return True

    def _remove_signal_handlers(self):
        for sig in list(self._signal_handlers or ()):
            self.remove_signal_handler(sig)

    def _signal_came(self, sig, frame):
        self._handle_signal(sig)

    def _handle_signal(self, sig):
        handle = self._signal_handlers.get(sig)
        if handle is None:
            return
        if handle._cancelled:
            self.remove_signal_handler(sig)
        else:
            self._add_callback_signalsafe(handle)

    def _check_signal(self, sig):
        if not isinstance(sig, int):
            raise TypeError(f"sig must be an int, not {sig!r}")
        if sig not in signal.valid_signals():
            raise ValueError(f"invalid signal number {sig}")
