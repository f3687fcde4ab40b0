"""What CPython's `main` does around a program: `__main__`, uncaught exceptions, exit codes, the end."""

import _coroscope
import linecache
import os
import sys
import traceback
import types


def excepthook(kind, value, tb, /):
    """Handle an exception by displaying it with a traceback on sys.stderr."""
    if sys.stderr is not None:
        traceback.print_exception(kind, value, tb, file=sys.stderr)


def install():
    sys.excepthook = sys.__excepthook__ = excepthook


def prepare(source, file, debug):
    """Makes a fresh `__main__` for the program and lets tracebacks quote it. Returns its globals."""
    if debug:
        # Where asyncio looks for it, and where a program can see and change it.
        os.environ["PYTHONASYNCIODEBUG"] = "1"
    main = types.ModuleType("__main__")
    main.__file__ = file
    main.__builtins__ = sys.modules["builtins"]
    sys.modules["__main__"] = main
    sys.argv = [file]
    lines = source.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    # Without a modification time, `linecache.checkcache` keeps the entry.
    linecache.cache[file] = (len(source), None, lines, file)
    return main.__dict__


def run_module(coroutine):
    """Runs a program that awaits outside of functions."""
    import asyncio

    asyncio.run(coroutine)


def _line_in(tb, file):
    """The line of the innermost frame that runs the program's own file."""
    line = None
    while tb is not None:
        if tb.tb_frame.f_code.co_filename == file:
            line = tb.tb_lineno
        tb = tb.tb_next
    return line


def report(error, file):
    """Reports what the program's top level raised, as CPython does at exit.

    Returns how the run ended: "finished", "raised" or "interrupted"; the exception's last line; its line in
    the program; the exit code.
    """
    if isinstance(error, SystemExit):
        code = error.code
        if code is None:
            return "finished", "", None, 0
        if isinstance(code, int):
            return "finished", "", None, code
        print(code, file=sys.stderr)
        return "finished", "", None, 1
    line = None
    if isinstance(error, SyntaxError) and error.filename == file:
        line = error.lineno
        if error.text is None and line:
            # The compiler's second pass leaves the line out; CPython's reads it from the file.
            error.text = linecache.getline(file, line) or None
    if line is None:
        line = _line_in(error.__traceback__, file)
    try:
        sys.excepthook(type(error), error, error.__traceback__)
    except BaseException as failure:
        print("Error in sys.excepthook:", file=sys.stderr)
        excepthook(type(failure), failure, failure.__traceback__)
        print("\nOriginal exception was:", file=sys.stderr)
        excepthook(type(error), error, error.__traceback__)
    last = "".join(traceback.format_exception_only(type(error), error)).rstrip("\n")
    kind, code = ("interrupted", 130) if isinstance(error, KeyboardInterrupt) else ("raised", 1)
    return kind, last.rpartition("\n")[2] or last, line, code


def finalize():
    """The end of a run, in CPython's order: exit functions, then the program's globals, then the rest."""
    import atexit
    import gc

    atexit._run_exitfuncs()
    _coroscope.program_ends()
    main = sys.modules.get("__main__")
    if main is not None:
        names = main.__dict__
        # `_PyModule_Clear`: names with one underscore first, then all but `__builtins__`.
        for name in [n for n in names if n.startswith("_") and not n.startswith("__")]:
            names[name] = None
        for name in [n for n in names if n != "__builtins__"]:
            names[name] = None
    gc.collect()
    sys.stdout.flush()
    sys.stderr.flush()
