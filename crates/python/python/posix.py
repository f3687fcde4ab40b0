"""`posix`: what `os` is made of, in a process without files, children or users.

What can be answered is answered as Linux would; what needs a file system raises the OSError that an
empty, read-only one gives; what needs a process raises ENOSYS and says so.
"""

import _coroscope
import _coroscope_net
import errno as _errno

error = OSError
environ = {b"HOME": b"/", b"PATH": b"", b"LANG": b"C.UTF-8", b"USER": b"visitor"}
_have_functions = []

F_OK, X_OK, W_OK, R_OK = 0, 1, 2, 4
O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND = 0, 1, 2, 64, 128, 512, 1024
O_NONBLOCK, O_CLOEXEC, O_DIRECTORY, O_NOFOLLOW = 2048, 524288, 65536, 131072
EX_OK, EX_USAGE, EX_SOFTWARE = 0, 64, 70
WNOHANG, P_ALL, P_PID, WEXITED = 1, 0, 1, 4
SEEK_DATA, SEEK_HOLE = 3, 4
NGROUPS_MAX, TMP_MAX = 65536, 238328


class _Fields(tuple):
    """A tuple whose items have names, printed as the C structure sequences are."""

    __slots__ = ()
    _names = ()

    def __new__(cls, values=()):
        values = tuple(values)
        if len(values) != len(cls._names):
            raise TypeError(f"{cls._title} takes a {len(cls._names)}-sequence ({len(values)}-sequence given)")
        return tuple.__new__(cls, values)

    def __getattr__(self, name):
        try:
            return self[self._names.index(name)]
        except ValueError:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}") from None

    def __repr__(self):
        return f"{self._title}({', '.join(f'{n}={v!r}' for n, v in zip(self._names, self))})"


class stat_result(_Fields):
    __slots__ = ()
    _title = "os.stat_result"
    _names = (
        "st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size",
        "st_atime", "st_mtime", "st_ctime",
    )  # fmt: skip


class terminal_size(_Fields):
    __slots__ = ()
    _title = "os.terminal_size"
    _names = ("columns", "lines")


class times_result(_Fields):
    __slots__ = ()
    _title = "posix.times_result"
    _names = ("user", "system", "children_user", "children_system", "elapsed")


class uname_result(_Fields):
    __slots__ = ()
    _title = "posix.uname_result"
    _names = ("sysname", "nodename", "release", "version", "machine")


class statvfs_result(_Fields):
    __slots__ = ()
    _title = "os.statvfs_result"
    _names = (
        "f_bsize", "f_frsize", "f_blocks", "f_bfree", "f_bavail", "f_files", "f_ffree", "f_favail",
        "f_flag", "f_namemax",
    )  # fmt: skip


class DirEntry:
    """Never made: there are no directory entries."""

    def __new__(cls):
        raise TypeError("cannot create 'posix.DirEntry' instances")


def fspath(path):
    """Return the file system path representation of the object."""
    if isinstance(path, (str, bytes)):
        return path
    kind = type(path)
    try:
        result = kind.__fspath__(path)
    except AttributeError:
        if hasattr(kind, "__fspath__"):
            raise
        raise TypeError(f"expected str, bytes or os.PathLike object, not {kind.__name__}") from None
    if isinstance(result, (str, bytes)):
        return result
    raise TypeError(
        f"expected {kind.__name__}.__fspath__() to return str or bytes, not {type(result).__name__}"
    )


def getpid():
    return 1


def getppid():
    return 0


def getuid():
    return 1000


geteuid = getgid = getegid = getuid


def getlogin():
    return "visitor"


def getcwd():
    return "/"


def getcwdb():
    return b"/"


def chdir(path):
    if fspath(path) not in ("/", b"/", "."):
        _no_such_file(path)


def cpu_count():
    return 1


def getloadavg():
    return 0.0, 0.0, 0.0


def times():
    import time

    return times_result((time.process_time(), 0.0, 0.0, 0.0, time.monotonic()))


def uname():
    return uname_result(("Emscripten", "localhost", "1.0", "#1", "wasm32"))


def urandom(size, /):
    """Bytes from the browser's (or the system's) cryptographic generator."""
    if size < 0:
        raise ValueError("negative argument not allowed")
    return _coroscope.urandom(size)


def getrandom(size, flags=0):
    return urandom(size)


def isatty(fd, /):
    return False


def get_terminal_size(fd=1, /):
    raise OSError(_errno.ENOTTY, "Inappropriate ioctl for device")


def strerror(code, /):
    return _MESSAGES.get(code, f"Unknown error {code}")


def putenv(name, value, /):
    environ[name] = value


def unsetenv(name, /):
    environ.pop(name, None)


def umask(mask, /):
    return 0o022


def get_inheritable(fd, /):
    return False


def set_inheritable(fd, inheritable, /):
    """Accepted for sockets: there is no process to inherit them."""
    if not _coroscope_net.is_open(fd):
        raise OSError(_errno.EBADF, "Bad file descriptor")


def close(fd):
    """Close a socket by its descriptor."""
    _coroscope_net.close(fd)


def _emscripten_log(text, /):
    """Log a line where developers look: there it is the browser's console, here standard error."""
    import sys

    print(text, file=sys.stderr)


def kill(pid, sig, /):
    """Sends a signal to the one process that there is."""
    if pid != getpid():
        raise ProcessLookupError(_errno.ESRCH, "No such process")
    if sig:
        import _signal

        _signal.raise_signal(sig)


def register_at_fork(*, before=None, after_in_child=None, after_in_parent=None):
    """Accepted: a process that never forks never calls them."""


def _exit(status):
    raise SystemExit(status)


def abort():
    raise SystemExit(134)


def access(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True):
    return fspath(path) in ("/", b"/")


def stat(path, *, dir_fd=None, follow_symlinks=True):
    """The root is a directory; library files exist; nothing else does."""
    path = fspath(path) if not isinstance(path, int) else None
    if path is None:
        raise OSError(_errno.EBADF, "Bad file descriptor")
    if path in ("/", b"/", "."):
        return stat_result((0o040555, 1, 1, 2, 0, 0, 0, 0, 0, 0))
    text = _coroscope.library_source(path) if isinstance(path, str) else None
    if text is None:
        _no_such_file(path)
    return stat_result((0o100444, 1, 1, 1, 0, 0, len(text.encode()), 0, 0, 0))


lstat = stat


def fstat(fd):
    return stat(fd)


def listdir(path=None):
    if path is None or fspath(path) in ("/", "."):
        return []
    _no_such_file(path)


class scandir:
    """An empty directory, or none."""

    def __init__(self, path="."):
        listdir(path)

    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        pass


def _no_such_file(path, *rest, **options):
    raise FileNotFoundError(_errno.ENOENT, "No such file or directory", path)


def _read_only(path, *rest, **options):
    raise OSError(_errno.EROFS, "Read-only file system (Coroscope has no files)", path)


def _remove(path, *rest, **options):
    stat(path)
    _read_only(path)


def _bad_descriptor(fd, *rest, **options):
    raise OSError(_errno.EBADF, "Bad file descriptor (Coroscope has no file descriptors)")


def _not_here(name, why):
    def function(*args, **options):
        raise OSError(_errno.ENOSYS, f"os.{name}() is not available in Coroscope: {why}")

    function.__name__ = function.__qualname__ = name
    return function


readlink = open = _no_such_file
mkdir = link = symlink = chmod = chown = truncate = _read_only
rmdir = remove = unlink = rename = replace = _remove
utime = mkfifo = mknod = _read_only
read = write = lseek = fsync = ftruncate = dup = dup2 = fchdir = fchmod = _bad_descriptor
get_blocking = set_blocking = readv = writev = pread = pwrite = sendfile = _bad_descriptor

for _name in ("fork", "execv", "execve", "posix_spawn", "killpg", "wait", "waitpid", "system", "popen"):
    globals()[_name] = _not_here(_name, "a page has no processes")
for _name in ("pipe", "pipe2", "openpty"):
    globals()[_name] = _not_here(_name, "a page has no file descriptors")
for _name in ("setuid", "setgid", "setsid", "getpgid", "getsid", "nice", "sync"):
    globals()[_name] = _not_here(_name, "there is no operating system")
del _name


def waitstatus_to_exitcode(status):
    return status >> 8


def WIFSTOPPED(status):
    return False


def WIFEXITED(status):
    return True


def WEXITSTATUS(status):
    return status >> 8


def WIFSIGNALED(status):
    return False


def WTERMSIG(status):
    return 0


def WSTOPSIG(status):
    return 0


sysconf_names = {"SC_IOV_MAX": 60}


def sysconf(name, /):
    if name not in ("SC_IOV_MAX", 60):
        raise ValueError("unrecognized configuration name")
    return 1024

_MESSAGES = {
    1: "Operation not permitted", 2: "No such file or directory", 3: "No such process",
    4: "Interrupted system call", 5: "Input/output error", 9: "Bad file descriptor",
    11: "Resource temporarily unavailable", 12: "Cannot allocate memory", 13: "Permission denied",
    17: "File exists", 20: "Not a directory", 21: "Is a directory", 22: "Invalid argument",
    28: "No space left on device", 30: "Read-only file system", 32: "Broken pipe",
    38: "Function not implemented", 88: "Socket operation on non-socket", 98: "Address already in use",
    99: "Cannot assign requested address", 101: "Network is unreachable",
    103: "Software caused connection abort", 104: "Connection reset by peer",
    106: "Transport endpoint is already connected", 107: "Transport endpoint is not connected",
    110: "Connection timed out", 111: "Connection refused", 113: "No route to host",
    115: "Operation now in progress", 125: "Operation canceled",
}  # fmt: skip
