//! Every version that the project pins outside of `Cargo.toml` and the npm lock files, in one place.

use crate::project::Project;
use crate::run::{Failure, Result, read};

/// The toolchain; `rust-toolchain.toml` says the same, because rustup reads it there.
pub(crate) const RUST: &str = "1.99.1";

/// What the page is compiled to.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The oldest Node that will do, as (major, minor).
pub(crate) const NODE: (u32, u32) = (20, 10);

/// A program that is built with `cargo install`.
pub(crate) struct Tool {
    /// The crate.
    pub(crate) name: &'static str,
    /// Exactly this one.
    pub(crate) version: &'static str,
    /// The program by which it is recognised.
    pub(crate) program: &'static str,
}

/// Has to be the version of the `wasm-bindgen` crate in `Cargo.lock`: the two share a private format.
pub(crate) const WASM_BINDGEN: Tool = Tool {
    name: "wasm-bindgen-cli",
    version: "0.2.130",
    program: "wasm-bindgen",
};

/// Builds the page.
pub(crate) const TRUNK: Tool = Tool {
    name: "trunk",
    version: "0.22.1",
    program: "trunk",
};

/// Runs tests in a browser.
pub(crate) const WASM_PACK: Tool = Tool {
    name: "wasm-pack",
    version: "0.15.1",
    program: "wasm-pack",
};

/// Whether the pinned versions agree with each other.
pub(crate) fn check(project: &Project) -> Result {
    let lock = read(&project.root.join("Cargo.lock"))?;
    match locked(&lock, "wasm-bindgen") {
        Some(version) if version == WASM_BINDGEN.version => {}
        found => {
            return Err(Failure::new(format!(
                "Cargo.lock has wasm-bindgen {}, and xtask/src/versions.rs wasm-bindgen-cli {}. They have to be the same.",
                found.unwrap_or("nowhere"),
                WASM_BINDGEN.version
            )));
        }
    }
    let toolchain = read(&project.root.join("rust-toolchain.toml"))?;
    if !toolchain.contains(&format!("channel = \"{RUST}\"")) {
        return Err(Failure::new(format!(
            "rust-toolchain.toml does not name {RUST}, as xtask/src/versions.rs does"
        )));
    }
    Ok(())
}

/// The version of a package in the text of a `Cargo.lock`: the first, where there are several.
fn locked<'a>(lock: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = lock.split_once(&format!("name = \"{name}\"\nversion = \""))?;
    after.split_once('"').map(|(version, _)| version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_is_read() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(locked(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked(lock, "bindgen"), None);
    }

    #[test]
    fn what_is_pinned_agrees() {
        let project = Project::find()
            .map_err(|failure| failure.to_string())
            .expect("the project");
        assert_eq!(
            check(&project).map_err(|failure| failure.to_string()),
            Ok(())
        );
    }
}
