"""`time` by the run's clock.

The interpreter's own clock functions stop the instance in a browser; these ask the platform. With the
virtual clock, `monotonic`, `perf_counter` and `sleep` live by it, and `time.time()` starts at a fixed
instant and moves with it, so that two runs print the same.
"""

import _coroscope
from types import SimpleNamespace


def time():
    """Return the current time in seconds since the Epoch."""
    return _coroscope.unix_time_ns() / 1e9


def monotonic_ns():
    """Monotonic clock, cannot go backward, as nanoseconds."""
    return int(_coroscope.now() * 1e9)


def process_time_ns():
    """Processor time of this program as nanoseconds."""
    return int(_coroscope.process_time() * 1e9)


_CLOCKS = {
    "monotonic": (False, True),
    "perf_counter": (False, True),
    "process_time": (False, True),
    "thread_time": (False, True),
    "time": (True, False),
}


def get_clock_info(name, /):
    """Get information on the specified clock as a namespace object."""
    if name not in _CLOCKS:
        raise ValueError("unknown clock")
    adjustable, monotonic = _CLOCKS[name]
    resolution = 1e-06 if name == "time" else 1e-09
    return SimpleNamespace(
        implementation="coroscope", monotonic=monotonic, adjustable=adjustable, resolution=resolution
    )


def install():
    """Replaces what is in the built-in `time`."""
    import time as module

    now, process_time = _coroscope.now, _coroscope.process_time
    module.time = time
    module.time_ns = _coroscope.unix_time_ns
    module.monotonic = module.perf_counter = now
    module.monotonic_ns = module.perf_counter_ns = monotonic_ns
    module.process_time = module.thread_time = process_time
    module.process_time_ns = module.thread_time_ns = process_time_ns
    module.sleep = _coroscope.sleep
    module.get_clock_info = get_clock_info

    # These ask the operating system's clock when they are given no instant.
    original_gmtime, original_strftime, original_asctime = module.gmtime, module.strftime, module.asctime

    def gmtime(seconds=None, /):
        return original_gmtime(time() if seconds is None else seconds)

    def localtime(seconds=None, /):
        return gmtime(seconds)

    def strftime(format, t=None, /):
        return original_strftime(format, localtime() if t is None else t)

    def asctime(t=None, /):
        return original_asctime(localtime() if t is None else t)

    def ctime(seconds=None, /):
        return asctime(localtime(seconds))

    # A page that shows one run to people in different places has one time zone.
    for function in (gmtime, localtime, strftime, asctime, ctime):
        function.__qualname__ = function.__name__
        setattr(module, function.__name__, function)
    module.timezone = module.altzone = module.daylight = 0
    module.tzname = ("UTC", "UTC")
