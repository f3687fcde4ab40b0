//! The page: built by Trunk into `dist/`, packed for publishing, served on this machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::browser;
use crate::node;
use crate::project::Project;
use crate::run::{Failure, Result, run};

/// How the page is compiled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// As it is published.
    Release,
    /// With debug assertions, and readable names in stack traces.
    Dev,
}

fn trunk(project: &Project, command: &str, profile: Profile) -> std::process::Command {
    let mut trunk = project.command("trunk");
    trunk.arg(command).env("TRUNK_SKIP_VERSION_CHECK", "true");
    // Trunk reads NO_COLOR as a boolean, while the convention is that any value counts.
    trunk.env_remove("NO_COLOR");
    if profile == Profile::Release {
        trunk.arg("--release");
    }
    trunk
}

/// Builds `dist/` anew.
pub(crate) fn build(project: &Project, profile: Profile) -> Result {
    node::install(project, &project.root)?;
    run(&mut trunk(project, "build", profile))?;
    let library = engine_directory(project)?.join("lib");
    let mut pack = project.command("cargo");
    pack.args([
        "run",
        "--quiet",
        "--locked",
        "--package",
        "coroscope-stdlib",
    ]);
    pack.args(["--features", "compile", "--bin", "pack-stdlib", "--"]);
    run(pack.arg(library))
}

fn splitter(project: &Project) -> std::process::Command {
    let mut command = project.command("cargo");
    let package = ["run", "--quiet", "--locked", "--package", "coroscope-split"];
    command.args(package).arg("--");
    command
}

/// Takes the names of functions out of the page's own module: they are for profilers and not for visitors.
fn strip(project: &Project) -> Result {
    for path in modules(&project.dist()) {
        run(splitter(project).arg("strip").args([&path, &path]))?;
    }
    Ok(())
}

/// The WebAssembly modules right in a directory.
fn modules(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    paths
        .filter(|path| path.extension().is_some_and(|it| it == "wasm"))
        .collect()
}

/// Takes what a first run does not need out of the engine's module, and the names of functions out of both halves
/// (`xtask/split`). Which functions it needs is found out by running programs in a browser (`tests/e2e/profile.mjs`), and
/// which data only the others can reach from what the linker has written down in its own module.
fn split(project: &Project) -> Result {
    let engine = engine_directory(project)?;
    let module = engine.join("worker_bg.wasm");
    if engine.join("worker_rest.wasm").is_file() {
        return Ok(());
    }
    let scratch = project.target().join("split");
    fs::create_dir_all(&scratch)
        .map_err(|error| Failure::new(format!("{}: {error}", scratch.display())))?;
    let chromium = match browser::ensure(project) {
        Ok(browser) => browser.chromium,
        Err(failure) => {
            println!(
                "{failure}\nThe engine's module stays whole: what a first run needs is found out in a browser."
            );
            return run(splitter(project).arg("strip").args([&module, &module]));
        }
    };
    let (instrumented, counts) = (scratch.join("instrumented.wasm"), scratch.join("profile"));
    run(splitter(project)
        .arg("instrument")
        .args([&module, &instrumented]))?;
    let paths = [&engine, &instrumented, &counts];
    let paths = paths.map(|path| path.to_string_lossy().into_owned());
    node::script(project, "tests/e2e", "profile.mjs", &chromium, &paths)?;
    let linked = project
        .target()
        .join("wasm32-unknown-unknown/release/worker.wasm");
    let rest = engine.join("worker_rest.wasm");
    run(splitter(project)
        .arg("split")
        .args([&module, &counts, &linked, &module, &rest]))?;
    // A page that is open while another build is published must never pair the first half of one with the rest of another.
    let mut name = project.command("node");
    run(name.args(["www/build.mjs", "name"]).arg(project.dist()))
}

/// Where the build has put the engine, beside which lies what it fetches: a directory named after its content.
fn engine_directory(project: &Project) -> Result<PathBuf> {
    let entries = fs::read_dir(project.dist()).into_iter().flatten().flatten();
    let mut found = entries
        .map(|entry| entry.path())
        .filter(|path| path.join("worker_bg.wasm").is_file());
    found.next().ok_or_else(|| {
        Failure::new("there is no engine in dist/: no directory with a worker_bg.wasm")
    })
}

/// Makes `dist/` ready for publishing: splits the engine's module, strips the page's, compresses every file, and prints the sizes.
pub(crate) fn pack(project: &Project) -> Result {
    split(project)?;
    strip(project)?;
    run(project
        .command("node")
        .args(["xtask/pack.mjs"])
        .arg(project.dist()))
}

/// Serves `dist/` until it is stopped.
pub(crate) fn serve(project: &Project, port: &str, open: bool) -> Result {
    let mut server = project.command("node");
    server
        .arg("xtask/static-server.mjs")
        .arg(project.dist())
        .args(["--port", port])
        .stdin(Stdio::null());
    if open {
        server.arg("--open");
    }
    let status = server
        .status()
        .map_err(|error| Failure::new(format!("the server could not be started: {error}")))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!("the server ended ({status})")))
    }
}

/// Builds and serves, and does it again whenever a file changes. Trunk does all of it.
pub(crate) fn watch(project: &Project, profile: Profile, port: &str, open: bool) -> Result {
    node::install(project, &project.root)?;
    let mut command = trunk(project, "serve", profile);
    command.args(["--port", port]);
    if open {
        command.arg("--open");
    }
    run(&mut command)
}
