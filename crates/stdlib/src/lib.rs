//! Python's standard library, compiled ahead of time.
//!
//! The library's sources (`Lib` of `rustpython-pylib`, which is CPython's own `Lib`) are compiled at
//! build time, because compiling them in the visitor's browser would cost more than everything else
//! at start-up. What `import asyncio` and its usual company need is embedded in the engine; the rest
//! lies beside it, one file a module, and is fetched when it is first imported.
//!
//! - [`pack`]: the embedded form, many modules in one byte string.
//! - [`catalogue`]: which modules exist, which are embedded, which cannot work and why.
//! - `compile` (feature): from sources to code objects; used by build scripts and by `pack-stdlib`.

pub mod catalogue;
#[cfg(feature = "compile")]
pub mod compile;
pub mod pack;

/// Where the library seems to live: the folder that `__file__` of its modules and tracebacks show.
pub const LIBRARY_ROOT: &str = "/lib/python3.14";
