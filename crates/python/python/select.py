"""`select` over the sockets of `_coroscope_net`: the only descriptors that can be waited for."""

import time as _time

import _coroscope_net as _net
from _coroscope_net import epoll, select

error = OSError

POLLIN, POLLPRI, POLLOUT, POLLERR, POLLHUP, POLLNVAL = 1, 2, 4, 8, 16, 32
POLLRDNORM, POLLRDBAND, POLLWRNORM, POLLWRBAND, POLLMSG, POLLRDHUP = 64, 128, 256, 512, 1024, 0x2000
EPOLLIN, EPOLLPRI, EPOLLOUT, EPOLLERR, EPOLLHUP = 1, 2, 4, 8, 16
EPOLLRDNORM, EPOLLRDBAND, EPOLLWRNORM, EPOLLWRBAND, EPOLLMSG, EPOLLRDHUP = 64, 128, 256, 512, 1024, 0x2000
EPOLLEXCLUSIVE, EPOLLONESHOT, EPOLLET = 1 << 28, 1 << 30, 1 << 31
EPOLL_CLOEXEC = 0o2000000
PIPE_BUF = 4096


def _deadline(seconds):
    return None if seconds is None or seconds < 0 else _time.monotonic() + seconds


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
