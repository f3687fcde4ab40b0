//! Where CPython's tests are, and the program that each of its files becomes.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::project::Project;
use crate::run::{Failure, Result, output, read, which};
use crate::system;

/// CPython's folder `test`.
pub(crate) struct Tests {
    pub(crate) folder: PathBuf,
    /// Such as `3.14`.
    pub(crate) minor: String,
    /// Such as `3.14.10`, where that is known.
    pub(crate) version: String,
}

/// The data files that the tests read.
const DATA: [&str; 5] = [
    "certdata/ssl_cert.pem",
    "certdata/ssl_key.pem",
    "certdata/keycert3.pem",
    "certdata/pycacert.pem",
    "certdata/keycert3.pem.reference",
];

/// Where the program finds what lies in the folder `test`.
const ROOT: &str = "/lib/python3.14/test";

impl Tests {
    /// The tests in a folder that somebody named.
    pub(crate) fn in_folder(folder: &Path) -> Result<Self> {
        let folder = std::fs::canonicalize(folder)
            .map_err(|error| Failure::new(format!("{}: {error}", folder.display())))?;
        let found = find(&folder, 6).ok_or_else(|| {
            Failure::new(format!(
                "there is no lib/python3.N/test/test_asyncio in {}",
                folder.display()
            ))
        })?;
        let of_library = found
            .parent()
            .and_then(Path::file_name)
            .and_then(|name| name.to_str());
        let minor = of_library
            .and_then(|name| name.strip_prefix("python"))
            .ok_or_else(|| {
                Failure::new(format!(
                    "{} is not in a folder `python3.N`, which would say whose tests they are",
                    found.display()
                ))
            })?;
        let python = found
            .ancestors()
            .nth(3)
            .map(|prefix| prefix.join(format!("bin/python{minor}")));
        let version = python
            .and_then(|python| {
                output(
                    Command::new(python)
                        .arg("-c")
                        .arg("import platform; print(platform.python_version())"),
                )
            })
            .or_else(|| Self::debian_version(&found, minor))
            .unwrap_or_else(|| minor.to_owned());
        Ok(Self {
            minor: minor.to_owned(),
            version,
            folder: found,
        })
    }

    /// The version that the package list of an unpacked Debian says.
    fn debian_version(found: &Path, minor: &str) -> Option<String> {
        let status = found
            .ancestors()
            .find_map(|folder| read(&folder.join("var/lib/dpkg/status")).ok())?;
        let package = format!("Package: libpython{minor}-testsuite\n");
        let version = status.split(&package).nth(1)?.split("Version: ").nth(1)?;
        let end = version.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        Some(version[..end].to_owned())
    }

    /// The newest CPython that is installed with its tests and has a list of what is expected.
    pub(crate) fn installed(project: &Project) -> Result<Self> {
        let known = known_minors(project)?;
        let mut found: Vec<Self> = interpreters(&known)
            .iter()
            .filter_map(|python| Self::of(python))
            .collect();
        found.retain(|tests| known.contains(&tests.minor));
        found.sort_by_key(|tests| numbers(&tests.version));
        found.pop().ok_or_else(|| {
            Failure::new(format!(
                "no CPython {} is installed with its tests (Debian: libpython3.N-testsuite; pyenv has them). \
                 Its own test_asyncio was not run. `cargo xtask conformance --tests DIR` takes them from a folder.",
                known.join(" or ")
            ))
        })
    }

    /// Installs the tests with the system's package manager, if it has them and needs no password.
    pub(crate) fn install(project: &Project) -> Result<Self> {
        for minor in known_minors(project)?.iter().rev() {
            let packages = [
                format!("python{minor}"),
                format!("libpython{minor}-testsuite"),
            ];
            let Some(mut command) = system::apt_install(&packages.each_ref().map(|it| &**it))
            else {
                break;
            };
            println!("Trying to install {}.", packages.join(" and "));
            if output(&mut command).is_some() {
                break;
            }
        }
        Self::installed(project)
    }

    /// The tests of an interpreter, if it has any.
    fn of(python: &Path) -> Option<Self> {
        const QUESTION: &str = "import platform, os, test.test_asyncio as t; \
            print(platform.python_version(), os.path.dirname(os.path.dirname(t.__file__)), sep='\\n')";
        let asked = output(Command::new(python).args(["-c", QUESTION]))?;
        let (version, folder) = asked.split_once('\n')?;
        let minor = version.splitn(3, '.').take(2).collect::<Vec<_>>().join(".");
        Some(Self {
            folder: PathBuf::from(folder),
            minor,
            version: version.to_owned(),
        })
    }

    /// The names of the files, all or those that were asked for, such as `test_tasks`.
    ///
    /// # Errors
    /// If there is no file of a name.
    pub(crate) fn files(&self, asked: &[String]) -> Result<Vec<String>> {
        let folder = self.folder.join("test_asyncio");
        let all: BTreeSet<String> = names(&folder)?
            .into_iter()
            .filter(|name| name.starts_with("test_"))
            .filter_map(|name| name.strip_suffix(".py").map(str::to_owned))
            .collect();
        if let Some(unknown) = asked.iter().find(|name| !all.contains(*name)) {
            return Err(Failure::new(format!(
                "there is no {unknown}.py in {}",
                folder.display()
            )));
        }
        Ok(all
            .into_iter()
            .filter(|name| asked.is_empty() || asked.contains(name))
            .collect())
    }

    /// The program that runs the tests of `file`, but for those whose ids are in `done`.
    pub(crate) fn program(
        &self,
        project: &Project,
        file: &str,
        done: &BTreeSet<String>,
    ) -> Result<String> {
        let mut text = "SOURCES = {\n".to_owned();
        for (name, is_package, path) in self.modules(file)? {
            let source = read(&self.folder.join(&path))?;
            let is_package = if is_package { "True" } else { "False" };
            let _ = writeln!(
                text,
                "{}: ({is_package}, {}, {}),",
                literal(&name),
                literal(&format!("{ROOT}/{path}")),
                literal(&source)
            );
        }
        text.push_str("}\nFILES = {\n");
        for path in DATA {
            if let Ok(data) = read(&self.folder.join(path)) {
                let _ = writeln!(
                    text,
                    "{}: {},",
                    literal(&format!("{ROOT}/{path}")),
                    literal(&data)
                );
            }
        }
        let _ = writeln!(
            text,
            "}}\nMODULE = {}\nDONE = {{",
            literal(&format!("test.test_asyncio.{file}"))
        );
        for id in done {
            let _ = writeln!(text, "{},", literal(id));
        }
        // An empty pair of braces would be a dict, which does as well.
        text.push_str("}\n");
        text.push_str(&read(
            &project.root.join("tests/conformance/cpython/driver.py"),
        )?);
        Ok(text)
    }

    /// Dotted name, whether it is a package, and path of each module that `file` may import.
    fn modules(&self, file: &str) -> Result<Vec<(String, bool, String)>> {
        let mut modules = vec![("test".to_owned(), true, "__init__.py".to_owned())];
        for folder in ["support", "support/_hypothesis_stubs", "test_asyncio"] {
            let Ok(names) = names(&self.folder.join(folder)) else {
                continue;
            };
            for name in names {
                let Some(stem) = name.strip_suffix(".py") else {
                    continue;
                };
                if folder == "test_asyncio" && stem.starts_with("test_") && stem != file {
                    continue;
                }
                let package = format!("test.{}", folder.replace('/', "."));
                let is_package = stem == "__init__";
                let dotted = if is_package {
                    package
                } else {
                    format!("{package}.{stem}")
                };
                modules.push((dotted, is_package, format!("{folder}/{name}")));
            }
        }
        Ok(modules)
    }
}

/// The versions that there are lists for, oldest first.
fn known_minors(project: &Project) -> Result<Vec<String>> {
    let mut minors: Vec<String> = names(&project.root.join("tests/conformance/cpython"))?
        .into_iter()
        .filter_map(|name| name.strip_suffix(".txt").map(str::to_owned))
        .collect();
    minors.sort_by_key(|minor| numbers(minor));
    Ok(minors)
}

fn numbers(version: &str) -> Vec<u32> {
    version
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|part| part.parse().ok())
        .collect()
}

/// The Pythons on the PATH and those of pyenv.
fn interpreters(minors: &[String]) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = minors
        .iter()
        .filter_map(|minor| which(&format!("python{minor}")))
        .collect();
    found.extend(which("python3"));
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let pyenv = std::env::var_os("PYENV_ROOT")
        .map(PathBuf::from)
        .or_else(|| home.map(|home| home.join(".pyenv")));
    let versions = pyenv.map(|root| root.join("versions"));
    if let Some(versions) = versions
        && let Ok(entries) = names(&versions)
    {
        let of_known = |name: &String| minors.iter().any(|minor| name.starts_with(minor.as_str()));
        let pythons = entries
            .iter()
            .filter(|name| of_known(name))
            .map(|name| versions.join(name).join("bin/python3"));
        found.extend(pythons.filter(|python| python.is_file()));
    }
    found
}

/// The folder `test` in or below `folder`, no deeper than `depth`.
fn find(folder: &Path, depth: usize) -> Option<PathBuf> {
    if folder.join("test_asyncio/__init__.py").is_file() {
        return Some(folder.to_owned());
    }
    let wanted = |name: &str| {
        ["usr", "lib", "lib64", "local", "test", "Lib"].contains(&name)
            || name.starts_with("python3.")
    };
    if depth == 0 {
        return None;
    }
    let names = names(folder).ok()?;
    names
        .iter()
        .filter(|name| wanted(name))
        .find_map(|name| find(&folder.join(name), depth - 1))
}

/// The names of what is in a folder, sorted.
fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = std::fs::read_dir(folder)
        .map_err(|error| Failure::new(format!("{}: {error}", folder.display())))?;
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    Ok(names)
}

/// A text as a Python string literal, on one line.
fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16 + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\0' => out.push_str("\\x00"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_is_one_line_of_python() {
        assert_eq!(literal("a\"b\\c\nd\0é"), r#""a\"b\\c\nd\x00é""#);
    }

    #[test]
    fn versions_are_ordered_by_number() {
        assert!(numbers("3.9") < numbers("3.13.0"));
        assert!(numbers("3.13.0") < numbers("3.13.1+"));
    }
}
