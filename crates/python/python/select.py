"""`select`: there are no file descriptors to wait for, so nothing is ever ready."""

import errno
import time

error = OSError


def select(rlist, wlist, xlist, timeout=None, /):
    """Waits for `timeout` seconds. Descriptors do not exist, so naming one is an error, as for a closed one."""
    if [*rlist, *wlist, *xlist]:
        raise OSError(errno.EBADF, "Bad file descriptor (Coroscope has no file descriptors)")
    if timeout is None:
        raise OSError(errno.EDEADLK, "select() would wait for ever: it was given nothing to wait for")
    time.sleep(timeout)
    return [], [], []
