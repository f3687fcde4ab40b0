//! One session: a program in, events out.
//!
//! - [`output`]: what a program prints, batched and bounded.
//! - [`session`]: builds the interpreter on a host, runs one program, ends with exactly one end event.
//! - `bin/worker` puts it into a browser's worker, `bin/coroscope` into a terminal.

pub mod output;
pub mod session;
