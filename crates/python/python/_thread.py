"""`_thread` with one thread: locks are owned and counted, and starting another thread is refused.

A lock that the only thread already holds can never be released while it waits for it. CPython would
hang; here the run ends as deadlocked and says so, as it does for a loop that waits in vain.
"""

import _coroscope

error = RuntimeError
TIMEOUT_MAX = 9223372036.0
_MAIN_THREAD_IDENT = 1


def get_ident():
    """Return a non-zero integer that uniquely identifies the current thread."""
    return _MAIN_THREAD_IDENT


get_native_id = _get_main_thread_ident = get_ident


def _is_main_interpreter():
    return True


def _count():
    return 0


def _shutdown():
    """Nobody to wait for."""


def daemon_threads_allowed():
    return True


def stack_size(size=0, /):
    """Return the thread stack size; it cannot be set."""
    if size:
        raise error("setting thread stack size not supported")
    return 0


def exit():
    """Raise SystemExit."""
    raise SystemExit


exit_thread = exit


def interrupt_main(signum=2, /):
    """Simulate the arrival of a signal."""
    import _signal

    _signal.raise_signal(signum)


def _refuse():
    raise RuntimeError("can't start new thread (Coroscope runs one thread; use asyncio tasks)")


def start_new_thread(function, args, kwargs={}, /):
    """Raises: there is one thread."""
    _refuse()


start_new = start_new_thread


def start_joinable_thread(function, handle=None, daemon=True):
    """Raises: there is one thread."""
    _refuse()


class _ThreadHandle:
    """The handle of a thread that never started, or of the main thread."""

    def __init__(self):
        self.ident = None
        self._done = False

    def is_done(self):
        return self._done

    def _set_done(self):
        self._done = True

    def join(self, timeout=None):
        if self.ident is None:
            raise RuntimeError("thread not started")

    def __repr__(self):
        return f"<_ThreadHandle object: ident={self.ident}>"


def _make_thread_handle(ident):
    handle = _ThreadHandle()
    handle.ident = ident
    return handle


def _check_timeout(blocking, timeout):
    if not blocking and timeout != -1:
        raise ValueError("can't specify a timeout for a non-blocking call")
    if timeout < 0 and timeout != -1:
        raise ValueError("timeout value must be a non-negative number")
    if timeout > TIMEOUT_MAX:
        raise OverflowError("timeout value is too large")


class lock:
    """A lock object is a synchronization primitive with two states."""

    __slots__ = ("_locked", "__weakref__")

    def __init__(self):
        self._locked = False

    def acquire(self, blocking=True, timeout=-1):
        """Lock the lock; with a timeout, or without blocking, tell whether it could be locked."""
        _check_timeout(blocking, timeout)
        if not self._locked:
            self._locked = True
            return True
        if not blocking:
            return False
        if timeout == -1:
            _coroscope.deadlocked(f"the program waits for {self!r}, which it holds itself")
        import time

        time.sleep(timeout)
        return False

    acquire_lock = acquire

    def release(self):
        """Release the lock, which must have been acquired."""
        if not self._locked:
            raise RuntimeError("release unlocked lock")
        self._locked = False

    release_lock = release

    def locked(self):
        """Return whether the lock is locked."""
        return self._locked

    locked_lock = locked

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *exc_info):
        self.release()

    def _at_fork_reinit(self):
        self._locked = False

    def __repr__(self):
        state = "locked" if self._locked else "unlocked"
        return f"<{state} _thread.lock object at {id(self):#x}>"


LockType = lock


def allocate_lock():
    """Create a new lock object."""
    return lock()


allocate = allocate_lock


def _set_sentinel():
    return lock()


class RLock:
    """A lock that its owner may acquire several times."""

    __slots__ = ("_count", "__weakref__")

    def __init__(self):
        self._count = 0

    def acquire(self, blocking=True, timeout=-1):
        """Lock the lock once more. The only thread always can."""
        _check_timeout(blocking, timeout)
        self._count += 1
        return True

    def release(self):
        """Release the lock once."""
        if not self._count:
            raise RuntimeError("cannot release un-acquired lock")
        self._count -= 1

    def locked(self):
        """Return whether the lock is locked."""
        return self._count > 0

    def __enter__(self):
        self._count += 1
        return True

    def __exit__(self, *exc_info):
        self.release()

    def _is_owned(self):
        return self._count > 0

    def _recursion_count(self):
        return self._count

    def _release_save(self):
        if not self._count:
            raise RuntimeError("cannot release un-acquired lock")
        count, self._count = self._count, 0
        return count, _MAIN_THREAD_IDENT

    def _acquire_restore(self, state, /):
        self._count = state[0]

    def _at_fork_reinit(self):
        self._count = 0

    def __repr__(self):
        state, owner = ("locked", _MAIN_THREAD_IDENT) if self._count else ("unlocked", 0)
        return f"<{state} _thread.RLock object owner={owner} count={self._count} at {id(self):#x}>"


class _local:
    """Thread-local data: with one thread, attributes of an object."""

    def __init__(self, /, *args, **kwargs):
        if (args or kwargs) and type(self).__init__ is _local.__init__:
            raise TypeError("Initialization arguments are not supported")
