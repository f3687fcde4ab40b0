//! Chromium and its WebDriver, for the tests that run in a browser.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::project::Project;
use crate::run::{Failure, Result, output, run, which};
use crate::system;

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
    if let Some(mut update) = system::privileged("apt-get") {
        update.args(["update", "-q"]);
        let install = system::apt_install(&["chromium", "chromium-driver"])?;
        return Some(vec![update, install]);
    }
    let others = [
        ("dnf", &["install", "-y", "chromium", "chromedriver"][..]),
        ("pacman", &["-S", "--needed", "--noconfirm", "chromium"][..]),
    ];
    others.into_iter().find_map(|(program, args)| {
        let mut command = system::privileged(program)?;
        command.args(args);
        Some(vec![command])
    })
}
