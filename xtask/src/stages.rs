//! `cargo xtask test`: what CI checks, in stages, the quick ones first.

use std::time::{Duration, Instant};

use crate::browser;
use crate::conformance;
use crate::guard;
use crate::layers;
use crate::node;
use crate::page::{self, Profile};
use crate::project::Project;
use crate::run::{Failure, Result, run};
use crate::tools;
use crate::versions::{self, WASM_BINDGEN, WASM_PACK, WASM_TARGET};

struct Stage {
    name: &'static str,
    about: &'static str,
    run: fn(&mut Project) -> Result,
}

const STAGES: [Stage; 11] = [
    Stage {
        name: "versions",
        about: "the pinned versions agree with each other",
        run: |project| versions::check(project),
    },
    Stage {
        name: "fmt",
        about: "rustfmt changes nothing",
        run: fmt,
    },
    Stage {
        name: "layers",
        about: "no crate links what it must not know (cargo tree)",
        run: |project| layers::check(project),
    },
    Stage {
        name: "clippy",
        about: "no warnings, natively, tests included",
        run: clippy,
    },
    Stage {
        name: "clippy-wasm",
        about: "no warnings for the browser, browser tests included",
        run: clippy_wasm,
    },
    Stage {
        name: "native",
        about: "unit, property, corpus and doc tests of all crates",
        run: native,
    },
    Stage {
        name: "conformance",
        about: "CPython's own test_asyncio, if an installed CPython has it",
        run: conformance::stage,
    },
    Stage {
        name: "wasm",
        about: "tests/*.rs in headless Chromium (wasm-pack)",
        run: wasm,
    },
    Stage {
        name: "build",
        about: "the page as it is published, with its sizes",
        run: build,
    },
    Stage {
        name: "guard",
        about: "instructions of the scheduler's benches, and bytes of the page, against the recorded ones",
        run: guard::stage,
    },
    Stage {
        name: "e2e",
        about: "a visitor's ways through dist/, in headless Chromium",
        run: e2e,
    },
];

/// Runs the named stages, or all, in their order, and stops at the first that fails.
///
/// # Errors
/// Names the stage that failed and the command that repeats it.
pub(crate) fn test(project: &mut Project, args: &[String]) -> Result {
    if args.iter().any(|arg| arg == "--list") {
        for stage in &STAGES {
            println!("{:12} {}", stage.name, stage.about);
        }
        return Ok(());
    }
    if let Some(unknown) = args
        .iter()
        .find(|arg| STAGES.iter().all(|stage| stage.name != **arg))
    {
        let names = STAGES.map(|stage| stage.name).join(", ");
        return Err(Failure::new(format!(
            "there is no stage `{unknown}`; there are {names}"
        )));
    }
    let chosen: Vec<&Stage> = STAGES
        .iter()
        .filter(|stage| args.is_empty() || args.iter().any(|arg| arg == stage.name))
        .collect();
    let mut times = Vec::new();
    for (index, stage) in chosen.iter().enumerate() {
        println!(
            "\n==== {} of {}: {} ({})",
            index + 1,
            chosen.len(),
            stage.name,
            stage.about
        );
        let start = Instant::now();
        (stage.run)(project).map_err(|failure| {
            let took = shown(start.elapsed());
            let name = stage.name;
            Failure::new(format!("{failure}\n\nStage {name} failed after {took}. To repeat it: cargo xtask test {name}"))
        })?;
        times.push((stage.name, start.elapsed()));
        println!("---- {}: passed in {}", stage.name, shown(start.elapsed()));
    }
    println!("\nAll stages passed:");
    for (name, time) in &times {
        println!("  {name:12} {:>8}", shown(*time));
    }
    println!(
        "  {:12} {:>8}",
        "together",
        shown(times.iter().map(|(_, time)| *time).sum())
    );
    Ok(())
}

fn shown(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{} min {:02.0} s", (seconds / 60.0) as u32, seconds % 60.0)
    }
}

fn fmt(project: &mut Project) -> Result {
    tools::component(project, "rustfmt")?;
    run(project.command("cargo").args(["fmt", "--all", "--check"]))
}

fn clippy(project: &mut Project) -> Result {
    tools::component(project, "clippy")?;
    let command = [
        "clippy",
        "--locked",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    run(project.command("cargo").args(command))
}

/// Everything that can be compiled for the browser: all but this program, and of the tests those that run there.
fn clippy_wasm(project: &mut Project) -> Result {
    tools::component(project, "clippy")?;
    let target = ["clippy", "--locked", "--target", WASM_TARGET];
    let deny = ["--", "-D", "warnings"];
    run(project
        .command("cargo")
        .args(target)
        .args(["--workspace", "--exclude", "xtask"])
        .args(deny))?;
    run(project
        .command("cargo")
        .args(target)
        .args(["--package", "coroscope", "--tests"])
        .args(deny))
}

fn native(project: &mut Project) -> Result {
    run(project
        .command("cargo")
        .args(["test", "--locked", "--workspace", "--no-fail-fast"]))
}

fn wasm(project: &mut Project) -> Result {
    tools::cargo_tool(project, &WASM_BINDGEN)?;
    tools::cargo_tool(project, &WASM_PACK)?;
    let browser = browser::ensure(project)?;
    // `no-install`: the tools above are taken, and nothing else is downloaded.
    let mut wasm_pack = project.command("wasm-pack");
    wasm_pack.args([
        "test",
        "--mode",
        "no-install",
        "--headless",
        "--chrome",
        "--chromedriver",
    ]);
    run(wasm_pack
        .arg(&browser.chromedriver)
        .args(["--", "--locked"]))
}

fn build(project: &mut Project) -> Result {
    tools::for_page(project)?;
    page::build(project, Profile::Release)?;
    page::pack(project)
}

fn e2e(project: &mut Project) -> Result {
    tools::node(project)?;
    let chromium = browser::ensure(project)?.chromium;
    if project.dist().join("index.html").is_file() {
        println!("Testing dist/ as it is; `cargo xtask test build e2e` builds it anew.");
        if !project.dist().join("index.html.br").is_file() {
            // As `cargo xtask serve` leaves it.
            page::pack(project)?;
        }
    } else {
        build(project)?;
    }
    node::script(project, "tests/e2e", "main.mjs", &chromium, &[])
}
