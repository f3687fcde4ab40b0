//! From the library's sources to code objects.

use crate::{LIBRARY_ROOT, catalogue};
use rustpython_compiler::{CompileOpts, Mode};
use rustpython_compiler_core::marshal;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// A module of the library, read and compiled.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// Whether it came from an `__init__.py`.
    pub is_package: bool,
    /// Its marshalled code object, as `marshal.loads` reads it.
    pub code: Vec<u8>,
    /// Its source file, relative to the library's root, with `/`.
    pub path: String,
    /// Its source text.
    pub source: String,
}

/// The folder with the library's sources.
pub fn library_folder() -> PathBuf {
    PathBuf::from(rustpython_pylib::LIB_PATH)
}

/// Compiles every module below `folder` that [`catalogue`] does not leave out, by dotted name.
///
/// Files that the interpreter's compiler rejects are left out and named in the second list: a few
/// exist only to hold broken syntax.
///
/// # Errors
/// If a file cannot be read.
pub fn compile_library(folder: &Path) -> io::Result<(BTreeMap<String, Compiled>, Vec<String>)> {
    let mut compiled = BTreeMap::new();
    let mut rejected = Vec::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let Ok(file_name) = entry.file_name().into_string() else {
                continue;
            };
            if prefix.is_empty() && catalogue::is_left_out(file_name.trim_end_matches(".py")) {
                continue;
            }
            if entry.path().is_dir() {
                // Folders without an `__init__.py` hold data, not modules.
                if entry.path().join("__init__.py").exists()
                    && file_name != "test"
                    && file_name != "tests"
                {
                    folders.push((entry.path(), format!("{prefix}{file_name}.")));
                }
            } else if let Some(stem) = file_name.strip_suffix(".py") {
                let is_package = stem == "__init__";
                let name = if is_package {
                    prefix.trim_end_matches('.').to_owned()
                } else {
                    format!("{prefix}{stem}")
                };
                let path = format!("{}{file_name}", prefix.replace('.', "/"));
                let Ok(source) = fs::read_to_string(entry.path()) else {
                    rejected.push(path);
                    continue;
                };
                match compile_module(&source, &format!("{LIBRARY_ROOT}/{path}")) {
                    Ok(code) => {
                        compiled.insert(
                            name,
                            Compiled {
                                is_package,
                                code,
                                path,
                                source,
                            },
                        );
                    }
                    Err(_) => rejected.push(path),
                }
            }
        }
    }
    Ok((compiled, rejected))
}

/// Compiles one module and marshals it as `marshal.dumps` would.
///
/// # Errors
/// The compiler's message.
pub fn compile_module(source: &str, path: &str) -> Result<Vec<u8>, String> {
    /// `marshal`'s tag of a code object (CPython `Python/marshal.c`, `TYPE_CODE`).
    const TYPE_CODE: u8 = b'c';
    let code = rustpython_compiler::compile(source, Mode::Exec, path, CompileOpts::default())
        .map_err(|error| format!("{path}: {error}"))?;
    let mut bytes = vec![TYPE_CODE];
    marshal::serialize_code(&mut bytes, &code);
    Ok(bytes)
}
