//! `cargo xtask`: every set-up step, build and check of the project, from a clean checkout.
//!
//! It uses the standard library only, so that it is built within seconds on a fresh machine.

mod bench;
mod browser;
mod conformance;
mod guard;
mod layers;
mod node;
mod page;
mod project;
mod run;
mod stages;
mod system;
mod tools;
mod versions;

use std::process::ExitCode;

use page::Profile;
use project::Project;
use run::{Failure, Result};

const USAGE: &str = "\
cargo xtask serve [--port N] [--open] [--dev]   build the page and serve it on 127.0.0.1
            --port N    try this port first (8080)
            --open      open the page in the browser
            --dev       with debug assertions; programs run several times slower
            --watch     build and reload the page whenever a file changes
cargo xtask build                               the page for publishing, in dist/, with its sizes
cargo xtask test [STAGE...]                     everything CI checks, or only these stages
            --list      the stages, and what each does
cargo xtask conformance [--tests DIR] [FILE...] CPython's own test_asyncio on the engine, as a table (--help: more)
cargo xtask bench [ARG...]                      build all that is measured, and measure it against its peers
            --built     take what an earlier run has built
            others      see tests/bench/main.mjs
cargo xtask guard                               instructions and bytes against those that are recorded
cargo xtask record                              write down the counts that `guard` compares with
cargo xtask tools                               only make sure that everything needed is installed

Tools go to $COROSCOPE_CACHE, or $XDG_CACHE_HOME/coroscope, or ~/.cache/coroscope. CHROME and CHROMEDRIVER name the
browser for the tests, where it is not on the PATH.";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nerror: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(args: &[String]) -> Result {
    let Some((command, rest)) = args.split_first() else {
        println!("{USAGE}");
        return Ok(());
    };
    match command.as_str() {
        "serve" => serve(rest),
        "build" => no_more(rest).and_then(|()| build()),
        "test" => stages::test(&mut Project::find()?, rest),
        "conformance" => conformance::command(&mut Project::find()?, rest),
        "bench" => bench::bench(rest),
        "guard" => no_more(rest).and_then(|()| guard::check(&Project::find()?)),
        "record" => no_more(rest).and_then(|()| guard::record(&Project::find()?)),
        "tools" => no_more(rest).and_then(|()| all_tools()),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        other => Err(Failure::new(format!(
            "there is no `cargo xtask {other}`\n\n{USAGE}"
        ))),
    }
}

fn no_more(rest: &[String]) -> Result {
    match rest.first() {
        None => Ok(()),
        Some(arg) => Err(Failure::new(format!(
            "`{arg}` is not understood here\n\n{USAGE}"
        ))),
    }
}

fn serve(args: &[String]) -> Result {
    let (mut port, mut open, mut watch, mut profile) =
        ("8080".to_owned(), false, false, Profile::Release);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--port" => {
                port = args
                    .next()
                    .filter(|text| text.parse::<u16>().is_ok())
                    .cloned()
                    .ok_or_else(|| {
                        Failure::new("`--port` needs a number from 0 to 65535 (0: any free port)")
                    })?;
            }
            "--open" => open = true,
            "--watch" => watch = true,
            "--dev" => profile = Profile::Dev,
            other => {
                return Err(Failure::new(format!(
                    "`{other}` is not understood here\n\n{USAGE}"
                )));
            }
        }
    }
    let mut project = Project::find()?;
    tools::for_page(&mut project)?;
    if watch {
        return page::watch(&project, profile, &port, open);
    }
    page::build(&project, profile)?;
    page::serve(&project, &port, open)
}

fn build() -> Result {
    let mut project = Project::find()?;
    tools::for_page(&mut project)?;
    page::build(&project, Profile::Release)?;
    page::pack(&project)
}

fn all_tools() -> Result {
    let mut project = Project::find()?;
    tools::for_page(&mut project)?;
    tools::for_checks(&mut project)?;
    node::install(&project, &project.root)?;
    node::install(&project, &project.root.join("tests/e2e"))?;
    browser::ensure(&project)?;
    println!("Everything is there.");
    Ok(())
}
