//! The library as the interpreter finds it: our own modules, the embedded part, the part to be fetched.

use crate::{platform, trace};
use coroscope_stdlib::{LIBRARY_ROOT, catalogue, pack};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static OURS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/ours.pack"));
static EMBEDDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.pack"));
static INDEX: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.index"));
static SOURCES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.sources"));

type Modules = BTreeMap<&'static str, pack::Module<'static>>;

fn opened(bytes: &'static [u8]) -> Modules {
    pack::read(bytes).expect("the build script wrote this pack")
}

static OUR_MODULES: LazyLock<Modules> = LazyLock::new(|| opened(OURS));
static EMBEDDED_MODULES: LazyLock<Modules> = LazyLock::new(|| opened(EMBEDDED));
static REMOTE_MODULES: LazyLock<Modules> = LazyLock::new(|| opened(INDEX));
static SOURCE_FILES: LazyLock<Modules> = LazyLock::new(|| opened(SOURCES));

/// A module that can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Whether it is a package.
    pub(crate) is_package: bool,
    /// Whether it is one of our own stand-ins rather than a library file.
    pub(crate) is_ours: bool,
}

/// Looks `name` (dotted) up without reading it.
pub(crate) fn find(name: &str) -> Option<Found> {
    if let Some(module) = OUR_MODULES.get(name) {
        return Some(Found {
            is_package: module.is_package,
            is_ours: true,
        });
    }
    let module = EMBEDDED_MODULES
        .get(name)
        .or_else(|| REMOTE_MODULES.get(name))?;
    Some(Found {
        is_package: module.is_package,
        is_ours: false,
    })
}

/// Why the library's top-level module `name` is not here, if it is one that cannot be.
pub(crate) fn why_unavailable(name: &str) -> Option<&'static str> {
    let (_, reason) = catalogue::UNAVAILABLE
        .iter()
        .find(|(module, _)| *module == name)?;
    Some(reason)
}

/// The marshalled code of the module `name`, fetched if it is not embedded.
///
/// # Errors
/// A sentence for the visitor, when the fetch failed.
pub(crate) fn code(name: &str) -> Result<Cow<'static, [u8]>, String> {
    if let Some(module) = OUR_MODULES.get(name).or_else(|| EMBEDDED_MODULES.get(name)) {
        return Ok(Cow::Borrowed(module.code));
    }
    let fetch = || platform::current().library_code(name);
    trace::blocking(|| format!("import {name}"), fetch).map(Cow::Owned)
}

/// The source text of the library file that tracebacks call `path`, if it can be had.
pub(crate) fn source(path: &str) -> Option<Cow<'static, str>> {
    let relative = path.strip_prefix(LIBRARY_ROOT)?.strip_prefix('/')?;
    if let Some(file) = SOURCE_FILES.get(relative) {
        return std::str::from_utf8(file.code).ok().map(Cow::Borrowed);
    }
    platform::current().library_source(relative).map(Cow::Owned)
}

/// The dotted names of all modules that can be imported, for `sys.stdlib_module_names` and for tests.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    EMBEDDED_MODULES
        .keys()
        .chain(REMOTE_MODULES.keys())
        .copied()
}
