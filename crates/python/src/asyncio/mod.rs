//! asyncio's native half: `_asyncio` (Future, Task and their registry), handles and the event loop.
//!
//! Takes the place of CPython 3.14's `Modules/_asynciomodule.c`, with its names, messages and order of
//! events, and of `Lib/asyncio/events.py`'s handles and `base_events.py`'s queues. The queues are
//! those of `coroscope-scheduler`; the rest of the `asyncio` package is CPython's own, unmodified.
//!
//! | file | what |
//! | --- | --- |
//! | `world` | the scheduler's types for Python, and how to resume, subscribe, settle |
//! | `future`, `future_attrs`, `future_iter`, `callbacks` | `Future` |
//! | `task`, `task_attrs`, `task_step`, `wrappers` | `Task` |
//! | `await_method` | `__await__` of futures and of that |
//! | `bare_yield` | what `asyncio.sleep(0)` awaits |
//! | `ensure`, `gathering` | `isfuture` and `ensure_future`, and a part of `gather` |
//! | `awaited_by` | who awaits a future, for `asyncio.print_call_graph` |
//! | `registry`, `running` | all tasks, the current task, the running loop |
//! | `handle`, `timer_handle`, `args` | `Handle`, `TimerHandle` |
//! | `event_loop`, `loop_calls`, `loop_attrs`, `drive` | the loop that the Python half subclasses |
//! | `sockets` | what the loop asks its selector before each turn |
//! | `watch` | holding the loop from outside |
//! | `library` | what is taken from the Python half of the `asyncio` package |

mod args;
mod await_method;
mod awaited_by;
mod bare_yield;
mod callbacks;
mod drive;
mod ensure;
mod event_loop;
mod future;
mod future_attrs;
mod future_iter;
mod gathering;
mod handle;
mod library;
mod loop_attrs;
mod loop_calls;
mod modules;
mod owned;
mod registry;
mod running;
mod sockets;
mod task;
mod task_attrs;
mod task_step;
mod timer_handle;
mod watch;
mod world;
mod wrappers;

pub(crate) use future_iter::is_leaf;
pub(crate) use library::module_attr;
pub(crate) use modules::{install, module_defs};
pub(crate) use task::PyTask;
pub(crate) use task_attrs::program_ends;
pub(crate) use task_step::PyStep;
