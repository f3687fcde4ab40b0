"""`select` over the sockets of `_coroscope_net`: the only descriptors that can be waited for."""

import time as _time

import _coroscope_net as _net
from _coroscope_net import epoll

error = OSError

POLLIN, POLLPRI, POLLOUT, POLLERR, POLLHUP, POLLNVAL = 1, 2, 4, 8, 16, 32
POLLRDNORM, POLLRDBAND, POLLWRNORM, POLLWRBAND, POLLMSG, POLLRDHUP = 64, 128, 256, 512, 1024, 0x2000
EPOLLIN, EPOLLPRI, EPOLLOUT, EPOLLERR, EPOLLHUP = 1, 2, 4, 8, 16
EPOLLRDNORM, EPOLLRDBAND, EPOLLWRNORM, EPOLLWRBAND, EPOLLMSG, EPOLLRDHUP = 64, 128, 256, 512, 1024, 0x2000
EPOLLEXCLUSIVE, EPOLLONESHOT, EPOLLET = 1 << 28, 1 << 30, 1 << 31
EPOLL_CLOEXEC = 0o2000000
PIPE_BUF = 4096

# What makes select() report a descriptor as readable, writable, exceptional: Linux's POLLIN_SET and so on.
_READ, _WRITE, _EXCEPT = POLLIN | POLLHUP | POLLERR | POLLRDNORM, POLLOUT | POLLERR | POLLWRNORM, POLLPRI


def _deadline(seconds):
    return None if seconds is None or seconds < 0 else _time.monotonic() + seconds


def select(rlist, wlist, xlist, timeout=None, /):
    """Wait until one or more sockets are ready for some kind of I/O."""
    if timeout is not None:
        timeout = float(timeout)
        if timeout < 0:
            raise ValueError("timeout must be non-negative")
    watched = [
        [(it, _net.descriptor(it)) for it in objects]
        for objects in (rlist, wlist, xlist)
    ]
    deadline = _deadline(timeout)
    while True:
        found = [
            [it for it, fd in pairs if _net.readiness(fd) & mask]
            for pairs, mask in zip(watched, (_READ, _WRITE, _EXCEPT))
        ]
        if any(found) or not _net.wait(deadline, "select.select()"):
            return tuple(found)


class poll:
    """A polling object, which supports registering and unregistering sockets, and polling them for events."""

    __slots__ = ("_watched",)

    def __init__(self):
        self._watched = {}

    def register(self, fd, eventmask=POLLIN | POLLPRI | POLLOUT, /):
        self._watched[_net.descriptor(fd)] = eventmask

    def modify(self, fd, eventmask, /):
        fd = _net.descriptor(fd)
        if fd not in self._watched:
            raise FileNotFoundError(2, "No such file or directory")
        self._watched[fd] = eventmask

    def unregister(self, fd, /):
        del self._watched[_net.descriptor(fd)]

    def poll(self, timeout=None, /):
        """Wait for `timeout` milliseconds; return pairs of descriptor and events."""
        deadline = _deadline(None if timeout is None else timeout / 1000)
        while True:
            found = []
            for fd, wanted in self._watched.items():
                try:
                    mask = _net.readiness(fd) & (wanted | POLLERR | POLLHUP)
                except OSError:
                    mask = POLLNVAL
                if mask:
                    found.append((fd, mask))
            if found or not _net.wait(deadline, "poll()"):
                return found
