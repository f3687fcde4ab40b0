//! Node scripts of the project, with their npm packages.

use std::fs;
use std::path::{Path, PathBuf};

use crate::project::Project;
use crate::run::{Failure, Result, read, run};

/// `npm ci` in a directory, if what it installed last is not what `package-lock.json` says.
pub(crate) fn install(project: &Project, directory: &Path) -> Result {
    let lock = read(&directory.join("package-lock.json"))?;
    // www/build.mjs keeps the same note, for those who run Trunk by hand.
    let installed = directory.join("node_modules/.coroscope-lock");
    if fs::read_to_string(&installed).is_ok_and(|text| text == lock) {
        return Ok(());
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    run(project.command(npm).args(options).current_dir(directory))?;
    fs::write(&installed, lock)
        .map_err(|error| Failure::new(format!("{}: {error}", installed.display())))
}

/// Runs a script that drives Chromium over the built page: installs its npm packages, and tells it by `CHROME` which
/// browser to take and by `COROSCOPE_DIST` where the page is. It serves the page itself, with
/// `xtask/static-server.mjs`, so that it decides how.
pub(crate) fn script(
    project: &Project,
    directory: &str,
    name: &str,
    chromium: &Path,
    args: &[String],
) -> Result {
    script_with(project, directory, name, chromium, args, &[])
}

/// The same, with more that the script has to know.
pub(crate) fn script_with(
    project: &Project,
    directory: &str,
    name: &str,
    chromium: &Path,
    args: &[String],
    environment: &[(&str, PathBuf)],
) -> Result {
    let home = project.root.join(directory);
    if !home.join(name).is_file() {
        return Err(Failure::new(format!("there is no {directory}/{name}")));
    }
    install(project, &home)?;
    let mut node = project.command("node");
    node.arg(Path::new(directory).join(name)).args(args);
    run(node
        .env("CHROME", chromium)
        .env("COROSCOPE_DIST", project.dist())
        .envs(environment.iter().map(|(name, value)| (name, value))))
}
