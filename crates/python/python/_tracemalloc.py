"""`_tracemalloc`: allocations are not traced here, and cannot be."""


def is_tracing():
    """Return True if the tracemalloc module is tracing Python memory allocations."""
    return False


def start(nframe=1, /):
    """Raises: this interpreter has no hook for allocations."""
    raise RuntimeError("tracemalloc is not available in Coroscope")


def stop():
    """Nothing to stop."""


def clear_traces():
    """Nothing to clear."""


def reset_peak():
    """Nothing to reset."""


def get_traceback_limit():
    """Get the maximum number of frames stored in the traceback of a trace."""
    return 1


def get_traced_memory():
    """Get the current size and peak size of memory blocks traced by tracemalloc."""
    return 0, 0


def get_tracemalloc_memory():
    """Get the memory usage in bytes of the tracemalloc module."""
    return 0


def _get_object_traceback(obj, /):
    return None


def _get_traces():
    return []
