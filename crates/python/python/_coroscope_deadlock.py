"""What to say when every task waits and nothing can come: who stands where, and for what."""

import re
import sys
from asyncio import futures, taskgroups, tasks


def deadlock_report(loop):
    """The report in sentences, and the line of the program to point at (None if no task stands in it)."""
    waiting = sorted(tasks.all_tasks(loop), key=_creation_order)
    sentences = ["Deadlock: every task waits, and nothing is left that could wake one."]
    root = first = None
    for task in waiting:
        chain = _await_chain(task)
        place = _place_in_program(chain)
        reason, is_root = _reason(task, chain, place)
        sentences.append(f"Task {task.get_name()!r} {_where(place)} {reason}.")
        if place is not None:
            first = first or place.f_lineno
            if is_root:
                root = root or place.f_lineno
    if not waiting:
        sentences.append("No task is left; the program waits for a future that nobody sets.")
    return "\n".join(sentences), root or first


def _shown(thing):
    """Its repr without addresses, which tell a reader nothing and differ from run to run."""
    return re.sub(r" at 0x[0-9a-fA-F]+", "", repr(thing))


def _creation_order(task):
    name = task.get_name()
    head, _, number = name.rpartition("-")
    if head == "Task" and number.isdigit():
        return (0, int(number), name)
    return (1, 0, name)


def _await_chain(task):
    """The frames that the task stands in, outermost first."""
    chain = []
    awaited = task.get_coro()
    while awaited is not None:
        for kind in ("cr", "gi", "ag"):
            frame = getattr(awaited, kind + "_frame", None)
            if frame is not None:
                chain.append(frame)
                inner = "gi_yieldfrom" if kind == "gi" else kind + "_await"
                awaited = getattr(awaited, inner, None)
                break
        else:
            break
    return chain


def _place_in_program(chain):
    """The innermost frame that is in the program's own file."""
    program = getattr(sys.modules.get("__main__"), "__file__", None)
    if program is None and chain:
        program = chain[0].f_code.co_filename
    for frame in reversed(chain):
        if frame.f_code.co_filename == program:
            return frame
    return None


def _where(place):
    if place is None:
        return "waits"
    return f"waits on line {place.f_lineno}, in {place.f_code.co_qualname}(),"


def _reason(task, chain, place):
    """What it waits for, and whether the wait is no mere consequence of another task's."""
    waiter = task._fut_waiter
    children = getattr(waiter, "_children", None)
    if children:
        return f"for gather() of {_several(children)}", False
    if isinstance(waiter, tasks.Task):
        return f"for task {waiter.get_name()!r}", False
    frame = _library_frame(chain, place)
    if frame is not None:
        return _library_wait(frame)
    if waiter is None:
        return "for nothing that is known", True
    if futures.isfuture(waiter):
        return f"for a future that nobody has set: {_shown(waiter)}", True
    return f"for {_shown(waiter)}", True


def _several(children):
    names = [
        f"task {child.get_name()!r}" if isinstance(child, tasks.Task) else "a future"
        for child in children
        if not child.done()
    ]
    return ", ".join(names) or "nothing"


def _library_frame(chain, place):
    """The innermost of the library's own waits that has a public name, if the program stands in one."""
    if place is None or chain[-1] is place:
        return None
    inner = chain[chain.index(place) + 1 :]
    for frame in reversed(inner):
        if not frame.f_code.co_name.startswith("_"):
            return frame
    return inner[0]


def _library_wait(frame):
    owner = frame.f_locals.get("self")
    name = frame.f_code.co_name
    if owner is None:
        return f"in {name}()", True
    if isinstance(owner, taskgroups.TaskGroup):
        return f"for the tasks of {_shown(owner)}", False
    if name == "__aexit__":
        return f"at the end of 'async with' for {_shown(owner)}", True
    return f"in {type(owner).__name__}.{name}() of {_shown(owner)}", True
