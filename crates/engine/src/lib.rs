//! One session: a program in, events out.
//!
//! - [`control`]: pausing, stepping, slow motion, from outside.
//! - [`output`]: what a program prints, batched and bounded.
//! - [`session`]: builds the interpreter on a host, runs one program, ends with exactly one end event.
//! - [`step_clock`]: how long steps take, where it costs something to ask.
//! - `bin/worker` puts it into a browser's worker, `bin/coroscope` into a terminal.

pub mod control;
pub mod output;
pub mod session;
pub mod step_clock;
