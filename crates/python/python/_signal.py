"""`_signal`: the names and numbers of Linux, and handlers that can be set and asked for.

A handler runs when the program itself calls `signal.raise_signal`; and SIGINT's also when the visitor presses Stop,
or Ctrl-C in a terminal.
"""

import _coroscope_net as _net

SIG_DFL = 0
SIG_IGN = 1

SIGHUP, SIGINT, SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE = range(1, 9)
SIGKILL, SIGUSR1, SIGSEGV, SIGUSR2, SIGPIPE, SIGALRM, SIGTERM = range(9, 16)
SIGCHLD, SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG = range(17, 24)
SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF, SIGWINCH, SIGIO = range(24, 30)
SIGSYS = 31
NSIG = 65

_wakeup_fd = -1
_handlers = {number: SIG_DFL for number in range(1, NSIG)}


def default_int_handler(signalnum, frame, /):
    """The default handler for SIGINT: raises KeyboardInterrupt."""
    raise KeyboardInterrupt


_handlers[SIGINT] = default_int_handler
_handlers[SIGPIPE] = SIG_IGN


def _arrived(signalnum):
    """What a signal from outside calls, or None if it is ignored."""
    handler = _handlers[signalnum]
    if callable(handler):
        if _wakeup_fd != -1:
            _net.write(_wakeup_fd, bytes([signalnum]))
        return handler
    if handler == SIG_DFL and signalnum not in (SIGCHLD, SIGCONT, SIGURG, SIGWINCH):
        raise SystemExit(128 + signalnum)
    return None


def _is_awaited(signalnum):
    """Whether an event loop is to be told of a signal."""
    return _wakeup_fd != -1 and callable(_handlers[signalnum])


def _check(signalnum):
    if not 1 <= signalnum < NSIG:
        raise ValueError("signal number out of range")


def signal(signalnum, handler, /):
    """Sets the action for a signal and returns the previous one."""
    import errno

    _check(signalnum)
    if not (handler in (SIG_DFL, SIG_IGN) or callable(handler)):
        raise TypeError(
            "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object"
        )
    if signalnum in (SIGKILL, SIGSTOP):
        raise OSError(errno.EINVAL, "Invalid argument")
    previous, _handlers[signalnum] = _handlers[signalnum], handler
    return previous


def getsignal(signalnum, /):
    """Returns the current action for a signal."""
    _check(signalnum)
    return _handlers[signalnum]


def raise_signal(signalnum, /):
    """Runs the signal's handler at once, in the caller."""
    import sys

    _check(signalnum)
    handler = _arrived(signalnum)
    if handler is not None:
        handler(signalnum, sys._getframe(1))


def set_wakeup_fd(fd, /, *, warn_on_full_buffer=True):
    """Sets the socket that a signal's number is written to, and returns the previous one (-1: none)."""
    global _wakeup_fd
    if fd != -1 and not _net.is_open(fd):
        raise ValueError(f"invalid fd {fd}") if fd < 0 else OSError(9, "Bad file descriptor")
    previous, _wakeup_fd = _wakeup_fd, fd
    return previous


def siginterrupt(signalnum, flag, /):
    """Accepted and without effect: there are no system calls to interrupt."""
    _check(signalnum)


def strsignal(signalnum, /):
    """Returns the system's description of a signal."""
    _check(signalnum)
    return {SIGINT: "Interrupt", SIGTERM: "Terminated", SIGKILL: "Killed", SIGHUP: "Hangup"}.get(signalnum)


def valid_signals():
    """Returns the set of valid signal numbers."""
    return set(range(1, NSIG)) - {32, 33}


def alarm(seconds, /):
    """Raises: there is no operating system to send SIGALRM."""
    import errno

    raise OSError(errno.ENOSYS, "signal.alarm() needs an operating system; use loop.call_later()")


def pause():
    """Raises: only SIGINT can come, and it need not."""
    import errno

    raise OSError(errno.ENOSYS, "signal.pause() is not here; use loop.add_signal_handler()")
