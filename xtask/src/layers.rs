//! The rule of who may know whom, checked against what Cargo would link.

use crate::project::Project;
use crate::run::{Failure, Result, output};

/// A crate, the crates of the project that it may depend on, and why no others.
struct Layer {
    name: &'static str,
    may_use: &'static [&'static str],
    why: &'static str,
}

/// The table of `docs/architecture.md`.
const LAYERS: [Layer; 7] = [
    Layer {
        name: "coroscope-scheduler",
        may_use: &[],
        why: "The scheduler is usable alone, from any Rust program: no Python, no JavaScript, no clock, no I/O.",
    },
    Layer {
        name: "coroscope-host",
        may_use: &["coroscope-scheduler"],
        why: "A host drives the scheduler and tells it the time; what a coroutine is made of is not its business.",
    },
    Layer {
        name: "coroscope-model",
        may_use: &["coroscope-scheduler"],
        why: "The model is data that the page and the engine exchange. The page links all that it links.",
    },
    Layer {
        name: "coroscope-stdlib",
        may_use: &[],
        why: "The packer of Python's library runs while others are being built, so it can depend on none of them.",
    },
    Layer {
        name: "coroscope-python",
        may_use: &["coroscope-scheduler", "coroscope-model", "coroscope-stdlib"],
        why: "The binding works in a browser and in a terminal, so it asks for the time and for output by traits of its \
              own, and the engine brings them.",
    },
    Layer {
        name: "coroscope-engine",
        may_use: &[
            "coroscope-scheduler",
            "coroscope-host",
            "coroscope-python",
            "coroscope-model",
            "coroscope-stdlib",
        ],
        why: "The engine puts the others together. It knows nothing of the page, so that it also runs in a terminal.",
    },
    Layer {
        name: "coroscope",
        may_use: &["coroscope-model"],
        why: "The page talks to the engine by messages. If it linked more, visitors would download the interpreter twice.",
    },
];

/// Checks every layer; a failure names each that breaks the rule.
pub(crate) fn check(project: &Project) -> Result {
    let mut broken = Vec::new();
    for layer in &LAYERS {
        for used in tree(project, layer.name, Some(1))? {
            if is_ours(&used) && !layer.may_use.contains(&used.as_str()) {
                broken.push(format!("{} depends on {used}. {}", layer.name, layer.why));
            }
        }
    }
    let linked_by_page = tree(project, "coroscope", None)?;
    for found in linked_by_page
        .iter()
        .filter(|name| name.starts_with("rustpython"))
    {
        broken.push(format!("The page links {found}, which is part of the interpreter; that belongs to the worker alone."));
    }
    for found in tree(project, "coroscope-scheduler", None)? {
        broken.push(format!(
            "coroscope-scheduler links {found}. It links nothing at all, so that its behaviour is all in its own code \
             and it builds anywhere."
        ));
    }
    if broken.is_empty() {
        println!("{} layers, as in docs/architecture.md", LAYERS.len());
        return Ok(());
    }
    Err(Failure::new(format!(
        "the layers are not kept (docs/architecture.md):\n  {}",
        broken.join("\n  ")
    )))
}

fn is_ours(name: &str) -> bool {
    name == "coroscope" || name.starts_with("coroscope-") || name == "xtask"
}

/// The packages that this one links on any platform, without itself: all, or down to a depth.
fn tree(project: &Project, package: &str, depth: Option<u32>) -> Result<Vec<String>> {
    let mut cargo = project.command("cargo");
    cargo.args([
        "tree",
        "--package",
        package,
        "--edges",
        "normal",
        "--target",
        "all",
    ]);
    cargo.args(["--prefix", "none", "--no-dedupe", "--format", "{p}"]);
    if let Some(depth) = depth {
        cargo.args(["--depth", &depth.to_string()]);
    }
    let text = output(&mut cargo)
        .ok_or_else(|| Failure::new(format!("`cargo tree --package {package}` failed")))?;
    let mut names: Vec<String> = text
        .lines()
        .skip(1)
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect();
    names.sort_unstable();
    names.dedup();
    Ok(names)
}
