//! The guard against slower and bigger: counts that do not depend on how busy the machine is.
//!
//! Instructions of the scheduler's native benches, counted by callgrind, may grow by 5 %; bytes of what is published, by
//! 2 %. What they were is in `tests/guard/`, one `name number` a line; `cargo xtask record` writes it anew. A count that
//! has fallen by more than that fails too: the record has to follow, or the guard would sleep through the way back.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::project::Project;
use crate::run::{Failure, Result, read, run, which};
use crate::system;

const INSTRUCTIONS: &str = "tests/guard/instructions.txt";
const BYTES: &str = "tests/guard/bytes.txt";
/// By how much a count may differ from the recorded one.
const INSTRUCTIONS_TOLERANCE: f64 = 0.05;
const BYTES_TOLERANCE: f64 = 0.02;

/// Programs of `crates/scheduler/examples/count.rs`. `yields_local_pool` is the yardstick: `yields` has to cost less.
const PROGRAMS: [&str; 5] = ["yields", "yields_local_pool", "spawn", "wake", "timers"];
/// Two sizes, whose difference is free of what starting and ending the process takes.
const SIZES: [u32; 2] = [10_000, 30_000];

type Counts = Vec<(String, u64)>;

/// Compares with the record: instructions, and bytes if there is a packed build.
pub(crate) fn check(project: &Project) -> Result {
    let mut wrong = Vec::new();
    match count_instructions(project)? {
        None => println!("Instructions were not counted: {NO_VALGRIND}"),
        Some(counted) => {
            wrong.extend(compare(
                project,
                INSTRUCTIONS,
                &counted,
                INSTRUCTIONS_TOLERANCE,
            )?);
            let count = |name| counted.iter().find(|(found, _)| found == name);
            if let (Some((_, ours)), Some((_, theirs))) =
                (count("yields"), count("yields_local_pool"))
                && ours > theirs
            {
                wrong.push(format!(
                    "a yield costs {ours} instructions, and on futures::executor::LocalPool {theirs}"
                ));
            }
        }
    }
    match count_bytes(project)? {
        None => println!(
            "Bytes were not counted: dist/ is not there, or not packed (`cargo xtask build`)"
        ),
        Some(counted) => wrong.extend(compare(project, BYTES, &counted, BYTES_TOLERANCE)?),
    }
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "counts have changed:\n  {}\nIf that is meant, `cargo xtask record` writes the new ones down; say in the commit why.",
        wrong.join("\n  ")
    )))
}

/// The same for CI, which gets what it needs for it where that can be done.
pub(crate) fn stage(project: &mut Project) -> Result {
    if which("valgrind").is_none()
        && let Some(mut command) = system::apt_install(&["valgrind"])
    {
        // Where it does not come, `check` says that it counted no instructions.
        run(&mut command).unwrap_or_else(|failure| println!("{failure}"));
    }
    check(project)
}

/// Writes the record anew.
pub(crate) fn record(project: &Project) -> Result {
    let write = |path: &str, counts: &Counts| {
        let lines: String = counts
            .iter()
            .map(|(name, count)| format!("{name} {count}\n"))
            .collect();
        print!("{lines}");
        fs::write(project.root.join(path), lines)
            .map_err(|error| Failure::new(format!("{path}: {error}")))
    };
    match count_instructions(project)? {
        None => println!("{INSTRUCTIONS} is left as it is: {NO_VALGRIND}"),
        Some(counts) => write(INSTRUCTIONS, &counts)?,
    }
    match count_bytes(project)? {
        None => {
            println!("{BYTES} is left as it is: there is no packed dist/ (`cargo xtask build`)")
        }
        Some(counts) => write(BYTES, &counts)?,
    }
    Ok(())
}

const NO_VALGRIND: &str =
    "valgrind is not installed (Debian, Fedora, Arch: the package `valgrind`)";

/// Instructions of one operation of each program; `None` without valgrind.
fn count_instructions(project: &Project) -> Result<Option<Counts>> {
    if which("valgrind").is_none() {
        return Ok(None);
    }
    let options = ["build", "--locked", "--release", "--package"];
    run(project.command("cargo").args(options).args([
        "coroscope-scheduler",
        "--example",
        "count",
    ]))?;
    let program = project.target().join("release/examples/count");
    let counts = PROGRAMS.map(|name| {
        let [small, large] = SIZES;
        let difference = callgrind(project, &program, name, large)?
            .saturating_sub(callgrind(project, &program, name, small)?);
        Ok((name.to_owned(), difference / u64::from(large - small)))
    });
    counts.into_iter().collect::<Result<Counts>>().map(Some)
}

fn callgrind(project: &Project, program: &Path, name: &str, size: u32) -> Result<u64> {
    let output = project
        .command("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args([name, &size.to_string()])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Failure::new(format!("valgrind could not be started: {error}")))?;
    let said = String::from_utf8_lossy(&output.stderr);
    // `==123== Collected : 4567`
    said.lines()
        .find_map(|line| line.split_once("Collected :"))
        .and_then(|(_, count)| count.trim().parse().ok())
        .filter(|_| output.status.success())
        .ok_or_else(|| Failure::new(format!("valgrind counted nothing for {name}:\n{said}")))
}

/// Brotli bytes of each file that a first visit loads, by its name without the hash of its content, and of all that is
/// fetched later in sum; `None` if `dist/` is not packed.
fn count_bytes(project: &Project) -> Result<Option<Counts>> {
    let dist = project.dist();
    if !dist.join("index.html.br").is_file() {
        return Ok(None);
    }
    let mut counts = Counts::new();
    for path in files(&dist)? {
        let relative = path.strip_prefix(&dist).unwrap_or(&path);
        let name = relative.to_string_lossy().replace('\\', "/");
        let Some(name) = name.strip_suffix(".br") else {
            continue;
        };
        let length = fs::metadata(&path)
            .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?
            .len();
        let name = listed(name);
        match counts.iter_mut().find(|(found, _)| *found == name) {
            Some((_, sum)) => *sum += length,
            None => counts.push((name, length)),
        }
    }
    counts.sort();
    Ok(Some(counts))
}

/// What a file counts as: `engine-0123456789abcdef/worker.js` as `engine/worker.js`, a library file as its folder.
fn listed(name: &str) -> String {
    let is_hash = |part: &str| part.len() >= 16 && part.chars().all(|c| c.is_ascii_hexdigit());
    let parts = name.split('/').map(|part| {
        let (stem, end) = part
            .split_once('.')
            .map_or((part, ""), |(stem, end)| (stem, end));
        let plain: Vec<&str> = stem
            .split(['-', '_'])
            .filter(|piece| !is_hash(piece))
            .collect();
        let hashed = plain.len() < stem.split(['-', '_']).count();
        match (hashed, end.is_empty()) {
            (false, _) => part.to_owned(),
            (true, true) => plain.join("-"),
            (true, false) => format!("{}.{end}", plain.join("-")),
        }
    });
    let name = parts.collect::<Vec<_>>().join("/");
    for folder in ["/lib/code/", "/lib/source/", "examples/"] {
        if let Some(at) = name.find(folder) {
            return format!("{}*", &name[..at + folder.len()]);
        }
    }
    name
}

fn files(directory: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(directory)
        .map_err(|error| Failure::new(format!("{}: {error}", directory.display())))?;
    let mut found = Vec::new();
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}

/// Prints each count beside the recorded one, and returns those that differ too much.
fn compare(project: &Project, path: &str, counted: &Counts, tolerance: f64) -> Result<Vec<String>> {
    if !project.root.join(path).is_file() {
        println!(
            "{path} is not there: nothing to compare with until `cargo xtask record` has written it"
        );
        return Ok(Vec::new());
    }
    let text = read(&project.root.join(path))?;
    let recorded: Counts = text
        .lines()
        .filter_map(|line| line.rsplit_once(' '))
        .filter_map(|(name, count)| Some((name.to_owned(), count.parse().ok()?)))
        .collect();
    let mut wrong = Vec::new();
    println!("{path} (within {:.0} %):", tolerance * 100.0);
    for (name, count) in counted {
        let Some((_, was)) = recorded.iter().find(|(found, _)| found == name) else {
            wrong.push(format!("{name} is not in {path}: {count}"));
            continue;
        };
        let change = *count as f64 / *was as f64 - 1.0;
        println!(
            "  {name:44} {count:>10}  was {was:>10}  {:+.1} %",
            change * 100.0
        );
        // A few bytes more of a small file are no news.
        if change.abs() > tolerance && count.abs_diff(*was) > 64.min(*was / 10) {
            wrong.push(format!(
                "{name}: {count}, recorded {was} ({:+.1} %)",
                change * 100.0
            ));
        }
    }
    for (name, _) in &recorded {
        if counted.iter().all(|(found, _)| found != name) {
            wrong.push(format!("{name} of {path} is gone"));
        }
    }
    Ok(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_left_out_of_names() {
        assert_eq!(
            listed("engine-0123456789abcdef/worker_bg.wasm"),
            "engine/worker_bg.wasm"
        );
        assert_eq!(
            listed("coroscope-fedcba9876543210_bg.wasm"),
            "coroscope-bg.wasm"
        );
        assert_eq!(
            listed("engine-0123456789abcdef/lib/code/ast.bin"),
            "engine/lib/code/*"
        );
        assert_eq!(listed("index.html"), "index.html");
    }
}
