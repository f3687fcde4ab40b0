//! Where things are: the checkout, the cache outside of it, and the environment that tools run in.

use std::ffi::OsString;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use crate::run::{Failure, Result, read};
use crate::versions;

/// How long an unused build of CI is kept.
const KEEP_BUILDS: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The checkout, and how programs are started in it.
pub(crate) struct Project {
    /// The directory with the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Tools, and the builds of CI: shared by all checkouts, and safe to delete at any time.
    pub(crate) cache: PathBuf,
    path: OsString,
    target: Option<PathBuf>,
}

impl Project {
    /// The project that this program belongs to.
    pub(crate) fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .ok_or_else(|| Failure::new("xtask is not in a directory of the project"))?
            .to_owned();
        let cache = cache_directory()?;
        let mut project = Self {
            root,
            cache,
            path: std::env::var_os("PATH").unwrap_or_default(),
            target: None,
        };
        if on_ci() && std::env::var_os("CARGO_TARGET_DIR").is_none() {
            project.target = Some(project.build_directory()?);
        }
        Ok(project)
    }

    /// The built page.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Where cargo builds.
    pub(crate) fn target(&self) -> PathBuf {
        let given = || std::env::var_os("CARGO_TARGET_DIR").map(|path| self.root.join(path));
        self.target
            .clone()
            .or_else(given)
            .unwrap_or_else(|| self.root.join("target"))
    }

    /// A command in the project's root, with the pinned tools on its `PATH`.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PATH", &self.path);
        if let Some(target) = &self.target {
            // Nobody builds a second time here after a small change, which is all that incremental builds are for.
            command
                .env("CARGO_TARGET_DIR", target)
                .env("CARGO_INCREMENTAL", "0");
        }
        command
    }

    /// Puts a directory in front of the `PATH` of every later command.
    pub(crate) fn add_to_path(&mut self, directory: PathBuf) -> Result {
        let old = std::env::split_paths(&self.path).collect::<Vec<_>>();
        self.path =
            std::env::join_paths(std::iter::once(directory).chain(old)).map_err(|error| {
                Failure::new(format!("a directory cannot be put on the PATH: {error}"))
            })?;
        Ok(())
    }

    /// Where CI builds: outside of the checkout, which is a new one each time, and one directory for each set of
    /// dependencies, so that what is no longer used can be deleted.
    fn build_directory(&self) -> Result<PathBuf> {
        let mut hasher = DefaultHasher::new();
        versions::RUST.hash(&mut hasher);
        read(&self.root.join("Cargo.lock"))?.hash(&mut hasher);
        let directory = self.cache.join(format!("target-{:016x}", hasher.finish()));
        let made = fs::create_dir_all(&directory)
            .and_then(|()| fs::write(directory.join("last-used"), ""));
        made.map_err(|error| Failure::new(format!("{}: {error}", directory.display())))?;
        self.delete_old_builds();
        Ok(directory)
    }

    /// Failing to tidy up is no reason to fail, so errors are passed over.
    fn delete_old_builds(&self) {
        let Ok(entries) = fs::read_dir(&self.cache) else {
            return;
        };
        for entry in entries
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().starts_with("target-"))
        {
            let used = entry
                .path()
                .join("last-used")
                .metadata()
                .and_then(|metadata| metadata.modified());
            let age = used
                .ok()
                .and_then(|used| SystemTime::now().duration_since(used).ok());
            if age.is_some_and(|age| age > KEEP_BUILDS) {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }
}

/// Whether this runs where nobody looks on and each checkout is a new one.
pub(crate) fn on_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| !value.is_empty() && value != "false" && value != "0")
}

fn cache_directory() -> Result<PathBuf> {
    let from = |name: &str| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    from("COROSCOPE_CACHE")
        .or_else(|| from("XDG_CACHE_HOME").map(|home| home.join("coroscope")))
        .or_else(|| from("HOME").map(|home| home.join(".cache/coroscope")))
        .or_else(|| from("LOCALAPPDATA").map(|home| home.join("coroscope")))
        .ok_or_else(|| {
            Failure::new(
                "there is no HOME; set COROSCOPE_CACHE to a directory for tools and builds",
            )
        })
}
