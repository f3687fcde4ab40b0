# Rule: sys.version_info is that of a final release of CPython.
import platform
import sys

print(sys.version_info.releaselevel, platform.python_implementation(), sys.implementation.name)
