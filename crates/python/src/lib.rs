//! RustPython, bound to the scheduler: asyncio's native half, and the operating-system pieces that the
//! standard library asks for.
//!
//! - [`platform`]: what this crate needs from whoever runs it (time, streams, waiting).
//! - [`Interpreter`]: a RustPython VM with our modules, ready to run one program.
//! - `asyncio`: Task, Future, Handle and the event loop, on `coroscope-scheduler`.
//! - `net`: the network inside the page, and sockets on it.
//! - `native`, and the Python files in `python/`: clocks, streams, `posix`, `_signal`, `_thread`, the importer.

mod asyncio;
mod contextvars;
mod interpreter;
mod interrupt;
mod library;
mod native;
mod net;
pub mod platform;
mod totals;
mod trace;

pub use interpreter::{Interpreter, Outcome, OutcomeKind, Program, VERSION};
pub use interrupt::Prompter;
pub use totals::{Totals, totals};
pub use trace::{flush as flush_trace, flush_if_due as flush_trace_if_due};
