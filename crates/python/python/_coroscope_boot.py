"""Start-up: makes a bare interpreter one in which the standard library works.

Runs once, before any program, as `__main__`-less code with nothing but built-in modules importable.
"""

import sys
import _coroscope
import _imp
import marshal
from _frozen_importlib import ModuleSpec

ROOT = "/lib/python3.14"

# Imported below, by the importer that asks it.
_coroscope_late = None


class LibraryImporter:
    """Finds our own modules and the standard library's.

    Ours come first: they stand in for modules that CPython writes in C.
    """

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        found = _coroscope.library_find(fullname)
        if found is None:
            reason = _coroscope.library_why_unavailable(fullname)
            if reason is not None:
                raise ModuleNotFoundError(
                    f"No module named {fullname!r} (not in Coroscope: {reason})", name=fullname
                )
            return None
        is_package, is_ours = found
        if is_ours:
            return ModuleSpec(fullname, cls, origin="built-in", is_package=is_package)
        file = ROOT + "/" + fullname.replace(".", "/") + ("/__init__.py" if is_package else ".py")
        spec = ModuleSpec(fullname, cls, origin=file, is_package=is_package)
        spec.has_location = True
        spec.cached = file + "c"
        if is_package:
            spec.submodule_search_locations.append(file.removesuffix("/__init__.py"))
        return spec

    @staticmethod
    def create_module(spec):
        return None

    @classmethod
    def exec_module(cls, module):
        name = module.__spec__.name
        if _coroscope_late is not None and _coroscope_late.is_late(name):
            _coroscope_late.put_off(module)
        else:
            exec(cls.get_code(name), module.__dict__)

    @staticmethod
    def get_code(fullname):
        return marshal.loads(_coroscope.library_code(fullname))

    @staticmethod
    def get_source(fullname):
        found = _coroscope.library_find(fullname)
        if found is None or found[1]:
            return None
        tail = "/__init__.py" if found[0] else ".py"
        return _coroscope.library_source(ROOT + "/" + fullname.replace(".", "/") + tail)

    @staticmethod
    def is_package(fullname):
        found = _coroscope.library_find(fullname)
        return found is not None and found[0]


sys.platform = "emscripten"
sys._emscripten_info = type(sys.implementation)(
    emscripten_version=(0, 0, 0), runtime="Coroscope", pthreads=False, shared_memory=False
)
sys.version = "3.14.0 (Coroscope, main) [RustPython 0.6.0]"
sys.prefix = sys.exec_prefix = sys.base_prefix = sys.base_exec_prefix = "/"
sys.platlibdir = "lib"
sys._stdlib_dir = ROOT
sys.path[:] = [ROOT]
sys.path_hooks[:] = []
sys.meta_path.append(LibraryImporter)
sys.builtin_module_names = tuple(
    sorted({*sys.builtin_module_names, "posix", "_signal", "_socket", "select", "_thread"})
)
sys.stdlib_module_names = frozenset(
    {name.partition(".")[0] for name in _coroscope.library_names()} | set(sys.builtin_module_names)
)
sys.argv = ["main.py"]
sys.orig_argv = ["python3", "main.py"]
sys.executable = ""
sys.dont_write_bytecode = True

# The interpreter brought a stand-in of its own, whose locks have no owners.
sys.modules["_thread"] = _thread = type(sys)("_thread")
_thread.__spec__ = ModuleSpec("_thread", LibraryImporter, origin="built-in")
_thread.__loader__ = LibraryImporter
LibraryImporter.exec_module(_thread)

# `sysconfig` looks for it under the platform's name.
_data = f"_sysconfigdata_{sys.abiflags}_{sys.platform}_{getattr(sys.implementation, '_multiarch', '')}"
sys.modules[_data] = __import__("_sysconfigdata")

import _coroscope_errno  # noqa: E402 - these need the importer above
import _coroscope_late  # noqa: E402
import _coroscope_time  # noqa: E402

_coroscope_errno.install()
_coroscope_time.install()

import _coroscope_io  # noqa: E402

_coroscope_io.install()

# It finds the codecs that are not the interpreter's own. CPython imports it before anything else.
import encodings  # noqa: E402, F401
