"""`sys.stdin`, `sys.stdout`, `sys.stderr`, and an `open` that says why it cannot."""

import _coroscope
import errno
import io
import sys


class _Buffer(io.RawIOBase):
    """`sys.stdout.buffer`: bytes that are text are written as text."""

    def __init__(self, stream):
        self._stream = stream

    def writable(self):
        return True

    def write(self, data):
        data = bytes(data)
        self._stream.write(data.decode("utf-8", "backslashreplace"))
        return len(data)

    def flush(self):
        self._stream.flush()

    def fileno(self):
        return self._stream.fileno()


class OutputStream(_coroscope.TextOut):
    """A text stream to the page or the terminal. Line by line is the engine's business, not ours."""

    encoding = "utf-8"
    newlines = None
    closed = False
    write_through = False

    def __init__(self, fd):
        self.name = ("<stdin>", "<stdout>", "<stderr>")[fd]
        self.mode = "w"
        self.errors = "backslashreplace" if fd == 2 else "strict"
        self.line_buffering = True
        self.buffer = _Buffer(self)

    def isatty(self):
        return False

    def readable(self):
        return False

    def writable(self):
        return True

    def seekable(self):
        return False

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def read(self, size=-1, /):
        raise io.UnsupportedOperation("not readable")

    readline = read

    def reconfigure(self, **options):
        pass

    def close(self):
        self.flush()

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.close()

    def __repr__(self):
        return f"<_io.TextIOWrapper name={self.name!r} mode='w' encoding='utf-8'>"


class InputStream(io.TextIOBase):
    """Lines from the visitor. Reading blocks the program, not the page."""

    encoding = "utf-8"
    errors = "strict"
    name = "<stdin>"
    mode = "r"

    def __init__(self):
        self._rest = ""
        self._at_end = False

    fileno = staticmethod(_coroscope.stdin_fileno)

    def isatty(self):
        return False

    def readable(self):
        return True

    def _more(self):
        if self._at_end:
            return False
        line = _coroscope.read_line()
        self._at_end = not line
        self._rest += line
        return bool(line)

    def readline(self, size=-1, /):
        if size is None:
            size = -1
        if size == 0:
            return ""
        if "\n" not in self._rest:
            self._more()
        end = self._rest.find("\n") + 1 or len(self._rest)
        if size > 0:
            end = min(end, size)
        line, self._rest = self._rest[:end], self._rest[end:]
        if not line:
            # As at a terminal: the next read asks again.
            self._at_end = False
        return line

    def read(self, size=-1, /):
        if size is None or size < 0:
            while self._more():
                pass
            text, self._rest = self._rest, ""
            self._at_end = False
            return text
        while len(self._rest) < size and self._more():
            pass
        text, self._rest = self._rest[:size], self._rest[size:]
        return text

    def __repr__(self):
        return "<_io.TextIOWrapper name='<stdin>' mode='r' encoding='utf-8'>"


def open(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
    """Raises: there are no files. Library files can be read, as tracebacks do."""
    if isinstance(file, (str, bytes)) or hasattr(file, "__fspath__"):
        path = file if isinstance(file, (str, bytes)) else file.__fspath__()
        text = _coroscope.library_source(path) if isinstance(path, str) else None
        if text is not None and not set(mode) & set("wax+"):
            data = text.encode()
            return io.BytesIO(data) if "b" in mode else io.StringIO(text)
        if set(mode) & set("wax+"):
            raise OSError(errno.EROFS, "Read-only file system (Coroscope has no files)", path)
        raise FileNotFoundError(
            errno.ENOENT, "No such file or directory (Coroscope has no files)", path
        )
    if isinstance(file, int):
        raise OSError(errno.EBADF, "Bad file descriptor (Coroscope has no files)")
    raise TypeError(f"expected str, bytes or os.PathLike object, not {type(file).__name__}")


def install():
    import builtins

    sys.stdin = sys.__stdin__ = InputStream()
    sys.stdout = sys.__stdout__ = OutputStream(1)
    sys.stderr = sys.__stderr__ = OutputStream(2)
    builtins.open = io.open = open
    io.TextIOBase.register(OutputStream)
