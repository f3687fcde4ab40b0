//! `cargo xtask bench`: builds what is measured, and hands it to `tests/bench/main.mjs`.

use crate::browser;
use crate::node;
use crate::page::{self, Profile};
use crate::project::Project;
use crate::run::{Result, run};
use crate::tools;
use crate::versions::WASM_TARGET;

/// Builds the page, the terminal program and the yields of Rust futures for the browser, and measures. The script gets
/// the arguments; with `--built` what an earlier run has built is taken as it is.
pub(crate) fn bench(args: &[String]) -> Result {
    let mut project = Project::find()?;
    tools::for_page(&mut project)?;
    let chromium = browser::ensure(&project)?.chromium;
    let (built, args): (Vec<_>, Vec<_>) = args.iter().cloned().partition(|arg| arg == "--built");
    if built.is_empty() {
        page::build(&project, Profile::Release)?;
        page::pack(&project)?;
        let release = ["build", "--locked", "--release", "--package"];
        run(project.command("cargo").args(release).args([
            "coroscope-engine",
            "--bin",
            "coroscope",
        ]))?;
        run(project.command("cargo").args(release).args([
            "coroscope-host",
            "--example",
            "yields",
            "--target",
            WASM_TARGET,
        ]))?;
        let module = project
            .target()
            .join(WASM_TARGET)
            .join("release/examples/yields.wasm");
        run(project
            .command("wasm-bindgen")
            .args(["--target", "web", "--no-typescript", "--out-name", "yields"])
            .arg("--out-dir")
            .arg(project.root.join("target/bench/yields"))
            .arg(module))?;
    }
    let terminal = project
        .target()
        .join("release")
        .join(format!("coroscope{}", std::env::consts::EXE_SUFFIX));
    let environment = [
        ("COROSCOPE_TERMINAL", terminal),
        ("COROSCOPE_YIELDS", project.root.join("target/bench/yields")),
    ];
    node::script_with(
        &project,
        "tests/bench",
        "main.mjs",
        &chromium,
        &args,
        &environment,
    )
}
