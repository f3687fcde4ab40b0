"""Library modules whose code runs when something in them is first asked for, not when they are imported.

`asyncio` and what it imports bring them along for the sake of what few programs do. Without them the interpreter's start is
about a fifth shorter. Each is an ordinary module object all the time; a module-level `__getattr__` (PEP 562) runs the code.
Which ones are put off does not depend on when a program is run, so a program's memory, and with it the order of a set of
objects, is the same in every run.
"""

import sys

# The modules, each with what is looked up in it while `asyncio` is imported, as the module itself defines it.
KNOWN = {
    "_colorize": {},
    "asyncio.sslproto": {},
    "dis": {
        "COMPILER_FLAG_NAMES": {
            1: "OPTIMIZED",
            2: "NEWLOCALS",
            4: "VARARGS",
            8: "VARKEYWORDS",
            16: "NESTED",
            32: "GENERATOR",
            64: "NOFREE",
            128: "COROUTINE",
            256: "ITERABLE_COROUTINE",
            512: "ASYNC_GENERATOR",
            0x4000000: "HAS_DOCSTRING",
            0x8000000: "METHOD",
        }
    },
    "locale": {},
    "subprocess": {"PIPE": -1, "STDOUT": -2, "DEVNULL": -3},
    "textwrap": {},
    "tokenize": {},
}

_done = set()


def is_late(name):
    """Whether the module `name` is still to be put off: a second time, by `importlib.reload`, it is not."""
    return name in KNOWN and name not in _done


def put_off(module):
    """Makes `module` run its code when the first attribute that it does not have yet is asked for."""
    name = module.__spec__.name
    namespace = module.__dict__

    def load():
        if name not in _done:
            _done.add(name)
            namespace.pop("__getattr__", None)
            namespace.pop("__dir__", None)
            exec(module.__spec__.loader.get_code(name), namespace)

    def __getattr__(attribute):
        load()
        try:
            return namespace[attribute]
        except KeyError:
            message = f"module {name!r} has no attribute {attribute!r}"
            raise AttributeError(message, name=attribute, obj=module) from None

    def __dir__():
        load()
        return sorted(namespace)

    namespace["__getattr__"] = __getattr__
    namespace["__dir__"] = __dir__
    namespace.update(KNOWN[name])
    if name == "_colorize":
        namespace.update(_without_colours(load, namespace))


class _Section:
    """A section of a theme: no colour for anything."""

    def __getattr__(self, name):
        return ""

    def __getitem__(self, name):
        return ""


class _Theme:
    """A theme without colours."""

    argparse = difflib = syntax = traceback = unittest = _Section()


_THEME = _Theme()


def _without_colours(load, namespace):
    """The two functions of `_colorize` that each traceback calls, as long as they have to do with no colour.

    The module itself makes themes out of some ten dataclasses, which is an eighth of the whole start.
    """

    def can_colorize(*, file=None):
        if "_colorize" not in _done and _is_plain(sys.stdout if file is None else file):
            return False
        load()
        return namespace["can_colorize"](file=file)

    def get_theme(*, tty_file=None, force_color=False, force_no_color=False):
        if "_colorize" not in _done and not force_color and (force_no_color or not can_colorize(file=tty_file)):
            return _THEME
        load()
        return namespace["get_theme"](
            tty_file=tty_file, force_color=force_color, force_no_color=force_no_color
        )

    return {"can_colorize": can_colorize, "get_theme": get_theme}


def _is_plain(file):
    """Whether `file` surely gets no colours by the rules of `_colorize.can_colorize`."""
    import os  # Not yet to be had when this module is imported.

    if os.environ.get("PYTHON_COLORS") == "1" or os.environ.get("FORCE_COLOR"):
        return False
    try:
        return not os.isatty(file.fileno())
    except (AttributeError, OSError):
        return not (hasattr(file, "fileno") and hasattr(file, "isatty") and file.isatty())
