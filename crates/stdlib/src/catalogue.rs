//! Which library modules there are, where they lie, and which cannot work here.

/// Top-level modules and packages left out: they need what a page has not, or are no use in one.
/// Importing one raises `ModuleNotFoundError` with the reason.
pub const UNAVAILABLE: &[(&str, &str)] = &[
    ("ctypes", "foreign functions need a native process"),
    ("curses", "there is no terminal"),
    ("dbm", "there is no file system"),
    ("ensurepip", "packages cannot be installed here"),
    ("fcntl", "there are no file descriptors"),
    ("grp", "there are no users or groups"),
    ("idlelib", "there is no desktop"),
    ("mmap", "there is no file system"),
    ("pty", "there is no terminal"),
    ("pwd", "there are no users or groups"),
    ("readline", "there is no terminal"),
    ("resource", "there is no operating system"),
    ("sqlite3", "SQLite is not part of this interpreter"),
    ("ssl", "there is no network to encrypt"),
    ("syslog", "there is no operating system"),
    ("termios", "there is no terminal"),
    ("tkinter", "there is no desktop"),
    ("tty", "there is no terminal"),
    ("turtle", "there is no desktop"),
    ("turtledemo", "there is no desktop"),
    ("venv", "packages cannot be installed here"),
];

/// Files and folders of `Lib` that are packed for nobody: platform support for other systems, documentation
/// texts, and what [`UNAVAILABLE`] names.
#[cfg(feature = "compile")]
pub(crate) fn is_left_out(top_level: &str) -> bool {
    const USELESS: &[&str] = &[
        "__hello__",
        "__phello__",
        "_aix_support",
        "_android_support",
        "_apple_support",
        "_dummy_os",
        "_dummy_thread",
        "_ios_support",
        "_osx_support",
        "dummy_threading",
        "pydoc_data",
        "site",
    ];
    USELESS.contains(&top_level) || UNAVAILABLE.iter().any(|(name, _)| *name == top_level)
}

/// What is embedded in the engine: `asyncio` and the modules that asyncio programs import at once, with
/// all that they import in turn. Everything else is fetched when it is first imported.
///
/// Kept by `crates/engine/tests/library.rs`, which fails when one of [`AT_ONCE`] imports a module that is
/// not on this list.
pub const EMBEDDED: &[&str] = include!("embedded.in");

/// The modules that a program can import without waiting.
pub const AT_ONCE: &[&str] = &[
    "abc",
    "asyncio",
    "bisect",
    "collections",
    "collections.abc",
    "concurrent.futures",
    "contextlib",
    "contextvars",
    "copy",
    "dataclasses",
    "datetime",
    "enum",
    "functools",
    "heapq",
    "inspect",
    "io",
    "itertools",
    "json",
    "linecache",
    "logging",
    "math",
    "operator",
    "os",
    "queue",
    "random",
    "re",
    "signal",
    "socket",
    "statistics",
    "string",
    "sys",
    "textwrap",
    "threading",
    "time",
    "traceback",
    "types",
    "typing",
    "warnings",
    "weakref",
];
