//! Makes sure that the pinned tools are there, and installs what is missing into the cache.

use std::fs;
use std::process::Command;

use crate::project::Project;
use crate::run::{Failure, Result, output, run};
use crate::versions::{self, RUST, TRUNK, Tool, WASM_BINDGEN, WASM_PACK, WASM_TARGET};

/// What building the page needs.
pub(crate) fn for_page(project: &mut Project) -> Result {
    versions::check(project)?;
    node(project)?;
    wasm_target(project)?;
    cargo_tool(project, &WASM_BINDGEN)?;
    cargo_tool(project, &TRUNK)
}

/// What the checks need besides.
pub(crate) fn for_checks(project: &mut Project) -> Result {
    component(project, "clippy")?;
    component(project, "rustfmt")?;
    cargo_tool(project, &WASM_PACK)
}

/// Whether there is a Node that is new enough.
pub(crate) fn node(project: &Project) -> Result {
    let (major, minor) = versions::NODE;
    let needed = format!("Node {major}.{minor} or newer is needed, with npm: https://nodejs.org/");
    let found = output(project.command("node").arg("--version"))
        .ok_or_else(|| Failure::new(format!("Node was not found. {needed}")))?;
    let mut numbers = found
        .trim_start_matches('v')
        .split('.')
        .map_while(|number| number.parse::<u32>().ok());
    let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if version < (major, minor) {
        return Err(Failure::new(format!("Node {found} is too old. {needed}")));
    }
    Ok(())
}

/// rustup installs this with the toolchain, unless the toolchain was there before the project.
fn wasm_target(project: &Project) -> Result {
    let mut rustc = project.command("rustc");
    let libraries = output(rustc.args(["--print", "target-libdir", "--target", WASM_TARGET]));
    if libraries.is_some_and(|directory| fs::exists(directory).unwrap_or(false)) {
        return Ok(());
    }
    run(project
        .command("rustup")
        .args(["target", "add", "--toolchain", RUST, WASM_TARGET]))
}

/// The same for a part of the toolchain.
pub(crate) fn component(project: &Project, name: &str) -> Result {
    let program = if name == "rustfmt" { "fmt" } else { name };
    if output(project.command("cargo").args([program, "--version"])).is_some() {
        return Ok(());
    }
    run(project
        .command("rustup")
        .args(["component", "add", "--toolchain", RUST, name]))
}

/// Puts a tool of exactly the pinned version on the `PATH`: from the cache, as it is on the `PATH` already, or by
/// building it.
pub(crate) fn cargo_tool(project: &mut Project, tool: &Tool) -> Result {
    let home = project
        .cache
        .join("tools")
        .join(format!("{}-{}", tool.name, tool.version));
    let programs = home.join("bin");
    let cached = programs.join(format!("{}{}", tool.program, std::env::consts::EXE_SUFFIX));
    if is_version(&mut Command::new(&cached), tool) {
        return project.add_to_path(programs);
    }
    if is_version(&mut project.command(tool.program), tool) {
        return Ok(());
    }
    println!(
        "Building {} {} into {} (once; takes some minutes)",
        tool.name,
        tool.version,
        home.display()
    );
    let build = project
        .cache
        .join("tools")
        .join(format!("build-{}", tool.name));
    let install = |locked: bool| {
        let mut command = project.command("cargo");
        command
            .args(["install", tool.name, "--version", tool.version, "--root"])
            .arg(&home)
            // Outside of the checkout, so that its profiles and settings do not apply.
            .current_dir(&project.cache)
            .env("CARGO_TARGET_DIR", &build)
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env(
                "CARGO_PROFILE_RELEASE_OPT_LEVEL",
                if tool.name == WASM_BINDGEN.name {
                    "2"
                } else {
                    "1"
                },
            );
        if locked {
            command.arg("--locked");
        }
        run(&mut command)
    };
    fs::create_dir_all(&home)
        .map_err(|error| Failure::new(format!("{}: {error}", home.display())))?;
    install(true).or_else(|failure| {
        // Registries and their mirrors sometimes lack a version that a tool was published with.
        println!(
            "{failure}.\nTrying again with the newest compatible versions of what {} uses.",
            tool.name
        );
        install(false)
    })?;
    // Gigabytes that nobody needs again.
    let _ = fs::remove_dir_all(&build);
    if !is_version(&mut Command::new(&cached), tool) {
        return Err(Failure::new(format!(
            "{} does not say that it is {}",
            cached.display(),
            tool.version
        )));
    }
    project.add_to_path(programs)
}

fn is_version(command: &mut Command, tool: &Tool) -> bool {
    output(command.arg("--version"))
        .is_some_and(|text| text.split_whitespace().any(|word| word == tool.version))
}
