//! Chromium and its WebDriver, for the tests that run in a browser.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::project::Project;
use crate::run::{Failure, Result, output, run, which};

/// A browser, and the program that drives it for `wasm-pack`.
pub(crate) struct Browser {
    /// Chromium or Chrome.
    pub(crate) chromium: PathBuf,
    /// Of the same major version.
    pub(crate) chromedriver: PathBuf,
}

const CHROMIUM: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];
const MAC: [&str; 2] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

const HELP: &str = "Install them by hand (Debian: chromium chromium-driver; Fedora: chromium chromedriver; Arch: chromium; \
macOS: `brew install --cask chromium chromedriver`; others: https://googlechromelabs.github.io/chrome-for-testing/), \
and put them on the PATH or name them by CHROME and CHROMEDRIVER.";

/// Finds both, or installs them where that can be done without asking anybody.
pub(crate) fn ensure(project: &Project) -> Result<Browser> {
    if find().is_none() {
        println!("Chromium or chromedriver is missing.");
        if let Some(commands) = installer() {
            for mut command in commands {
                run(command.current_dir(&project.root))
                    .map_err(|failure| Failure::new(format!("{failure}. {HELP}")))?;
            }
        }
    }
    let browser = find()
        .ok_or_else(|| Failure::new(format!("Chromium and chromedriver are needed. {HELP}")))?;
    let versions = (major(&browser.chromium), major(&browser.chromedriver));
    match versions {
        (Some(chromium), Some(driver)) if chromium != driver => Err(Failure::new(format!(
            "{} is version {chromium} and {} version {driver}. They have to be the same. {HELP}",
            browser.chromium.display(),
            browser.chromedriver.display()
        ))),
        _ => Ok(browser),
    }
}

fn find() -> Option<Browser> {
    let named = |variable: &str| {
        std::env::var_os(variable)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let chromium = named("CHROME")
        .or_else(|| CHROMIUM.iter().find_map(|name| which(name)))
        .or_else(|| MAC.iter().map(PathBuf::from).find(|path| path.is_file()))?;
    let chromedriver = named("CHROMEDRIVER").or_else(|| which("chromedriver"))?;
    Some(Browser {
        chromium,
        chromedriver,
    })
}

/// The first number of what `--version` prints, such as 156.
fn major(program: &Path) -> Option<u32> {
    let text = output(Command::new(program).arg("--version"))?;
    let digits = text
        .split_whitespace()
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    digits.split('.').next()?.parse().ok()
}

/// The commands that install both, if this system has a package manager that may be used without a password.
fn installer() -> Option<Vec<Command>> {
    if cfg!(target_os = "macos") {
        let mut brew = Command::new(which("brew")?);
        brew.args(["install", "--cask", "chromium", "chromedriver"]);
        return Some(vec![brew]);
    }
    let root = output(Command::new("id").arg("-u")).as_deref() == Some("0");
    if !root {
        // Fails at once if a password would be needed.
        output(Command::new("sudo").args(["-n", "true"]))?;
    }
    let privileged = |program: &str, args: &[&str]| {
        let mut command = Command::new(if root { program } else { "sudo" });
        if !root {
            command.args(["-n", program]);
        }
        command.args(args).env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    if which("apt-get").is_some() {
        return Some(vec![
            privileged("apt-get", &["update", "-q"]),
            privileged(
                "apt-get",
                &[
                    "install",
                    "-y",
                    "-q",
                    "--no-install-recommends",
                    "chromium",
                    "chromium-driver",
                ],
            ),
        ]);
    }
    if which("dnf").is_some() {
        return Some(vec![privileged(
            "dnf",
            &["install", "-y", "chromium", "chromedriver"],
        )]);
    }
    if which("pacman").is_some() {
        return Some(vec![privileged(
            "pacman",
            &["-S", "--needed", "--noconfirm", "chromium"],
        )]);
    }
    None
}
