//! `cargo xtask conformance`: CPython's own `test_asyncio` on our engine, natively and in the browser.
//!
//! The tests are taken from an installed or unpacked CPython and are no part of the project. Each of its files becomes one
//! program (`tests/conformance/cpython/driver.py` behind the sources it needs), which is run as any visitor's is. What
//! does not pass is listed, under the reason, in `tests/conformance/cpython/3.N.txt`; a test that fails and is not
//! listed, or is listed and passes, fails the run.

mod engine;
mod expectations;
mod outcome;
mod report;
mod source;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::project::Project;
use crate::run::{Failure, Result};

use engine::Engine;
use expectations::Expectations;
use outcome::Outcomes;
use source::Tests;

pub(crate) const USAGE: &str = "\
cargo xtask conformance [FILE...]               CPython's own test_asyncio (all of it, or only test_FILE), as a table
            --tests DIR a CPython's folder `test`, or one that holds it as lib/python3.N/test;
                        otherwise the newest CPython that is installed with its tests
            --native, --wasm   only this build of the engine
            --write     write what does not pass into the list of what is expected, under `unsorted`, and the
                        figures of a whole run into docs/conformance.md
            --show      print why each test fails";

/// What the command was told.
#[derive(Default)]
struct Options {
    tests: Option<PathBuf>,
    engines: Vec<Engine>,
    files: Vec<String>,
    write: bool,
    show: bool,
}

fn parse(args: &[String]) -> Result<Options> {
    let mut options = Options::default();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--tests" => {
                let folder = args
                    .next()
                    .ok_or_else(|| Failure::new("`--tests` needs a folder"))?;
                options.tests = Some(PathBuf::from(folder));
            }
            "--native" => options.engines.push(Engine::Native),
            "--wasm" => options.engines.push(Engine::Wasm),
            "--write" => options.write = true,
            "--show" => options.show = true,
            "--help" | "-h" => return Err(Failure::new(USAGE)),
            flag if flag.starts_with('-') => {
                return Err(Failure::new(format!(
                    "`{flag}` is not understood here\n\n{USAGE}"
                )));
            }
            file => options
                .files
                .push(format!("test_{}", file.trim_start_matches("test_"))),
        }
    }
    if options.engines.is_empty() {
        options.engines = vec![Engine::Native, Engine::Wasm];
    }
    Ok(options)
}

/// `cargo xtask conformance`.
///
/// # Errors
/// If a test does otherwise than expected, or nothing can be run.
pub(crate) fn command(project: &mut Project, args: &[String]) -> Result {
    let options = parse(args)?;
    let tests = match &options.tests {
        Some(folder) => Tests::in_folder(folder)?,
        None => Tests::installed(project).or_else(|_| Tests::install(project))?,
    };
    run(project, &tests, &options)
}

/// The stage of `cargo xtask test`: the newest CPython that is installed with its tests, if the list was recorded with
/// that version, natively. (Both builds run the same programs with the same results; the command runs both.)
///
/// # Errors
/// As for [`command`], but that without such a CPython it only says so.
pub(crate) fn stage(project: &mut Project) -> Result {
    // Nothing that this machine could do about it is wrong with the project.
    let not_checked = |why: &dyn std::fmt::Display| {
        println!("\nNOT CHECKED: {why}");
        Ok(())
    };
    let tests = match Tests::installed(project).or_else(|_| Tests::install(project)) {
        Ok(tests) => tests,
        Err(failure) => return not_checked(&failure),
    };
    let recorded = Expectations::read(project, &tests.minor)?.recorded_with;
    if recorded != tests.version {
        return not_checked(&format!(
            "this is CPython {}, and what is expected was recorded with {recorded}. `cargo xtask conformance` compares \
             them all the same.",
            tests.version
        ));
    }
    run(project, &tests, &parse(&["--native".to_owned()])?)
}

fn run(project: &mut Project, tests: &Tests, options: &Options) -> Result {
    println!(
        "test_asyncio of CPython {} in {}",
        tests.version,
        tests.folder.display()
    );
    let files = tests.files(&options.files)?;
    let mut expected = Expectations::read(project, &tests.minor)?;
    let mut results: BTreeMap<Engine, Outcomes> = BTreeMap::new();
    for &engine in &options.engines {
        engine.prepare(project)?;
        let outcomes = outcome::collect(project, engine, tests, &files)?;
        report::table(engine, &files, &outcomes);
        results.insert(engine, outcomes);
    }
    if options.show {
        report::failures(&results);
    }
    if options.write {
        if options.files.is_empty() && results.len() == 2 {
            report::write_figures(project, &tests.minor, &tests.version, &results)?;
        }
        return expected.write(project, &files, &results);
    }
    report::reasons(&expected, &results);
    let complaints = expected.compare(&files, &results);
    if complaints.is_empty() {
        println!("\nEvery test does what is expected of it.");
        return Ok(());
    }
    Err(Failure::new(format!(
        "{} of CPython's tests do otherwise than tests/conformance/cpython/{}.txt says (recorded with CPython {}; this is {}):\n  {}",
        complaints.len(),
        tests.minor,
        expected.recorded_with,
        tests.version,
        complaints.join("\n  ")
    )))
}
