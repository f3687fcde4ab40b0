//! What is printed: the table, the reasons, the failures.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::project::Project;
use crate::run::{Failure, Result, read};

use super::engine::Engine;
use super::expectations::Expectations;
use super::outcome::{Kind, Outcomes};

/// The number of tests that ended in a way.
fn count<'a>(kind: Kind, kinds: impl Iterator<Item = &'a Kind>) -> usize {
    kinds.filter(|own| **own == kind).count()
}

/// A line a file: passed, failed, skipped.
pub(crate) fn table(engine: Engine, files: &[String], outcomes: &Outcomes) {
    println!(
        "\n{:28} {:>7} {:>7} {:>8}",
        format!("{engine}:"),
        "passed",
        "failed",
        "skipped"
    );
    let mut all = Vec::new();
    for file in files {
        let kinds: Vec<Kind> = outcomes
            .get(file)
            .into_iter()
            .flatten()
            .map(|(_, outcome)| outcome.kind)
            .collect();
        row(file, &kinds);
        all.extend(kinds);
    }
    row("together", &all);
}

fn row(name: &str, kinds: &[Kind]) {
    let [passed, failed, skipped] =
        [Kind::Passed, Kind::Failed, Kind::Skipped].map(|kind| count(kind, kinds.iter()));
    println!("{name:28} {passed:>7} {failed:>7} {skipped:>8}");
}

/// Puts the figures of a whole run into docs/conformance.md, in place of those of the same minor version.
pub(crate) fn write_figures(
    project: &Project,
    minor: &str,
    version: &str,
    results: &BTreeMap<Engine, Outcomes>,
) -> Result {
    let path = project.root.join("docs/conformance.md");
    let (begin, end) = (format!("<!-- figures of {minor} -->\n"), "<!-- end -->\n");
    let old = read(&path)?;
    let text = match old.split_once(&begin) {
        Some((before, after)) => {
            let after = after.split_once(end).map_or("", |(_, after)| after);
            format!("{before}{begin}{}{end}{after}", markdown(version, results))
        }
        None => format!("{old}\n{begin}{}{end}", markdown(version, results)),
    };
    std::fs::write(&path, text)
        .map_err(|error| Failure::new(format!("{}: {error}", path.display())))
}

/// The table as Markdown: a line a file, three columns an engine.
fn markdown(version: &str, results: &BTreeMap<Engine, Outcomes>) -> String {
    let mut text = format!("\nThe tests of CPython {version}:\n\n| file |");
    for engine in results.keys() {
        let _ = write!(text, " {engine}: passed | failed | skipped |");
    }
    let _ = writeln!(
        text,
        "\n| --- |{}",
        " ---: | ---: | ---: |".repeat(results.len())
    );
    let files: Vec<&String> = results
        .values()
        .next()
        .into_iter()
        .flat_map(|all| all.keys())
        .collect();
    let line = |text: &mut String, name: &str, of: &dyn Fn(&Outcomes) -> Vec<Kind>| {
        let _ = write!(text, "| {name} |");
        for outcomes in results.values() {
            let kinds = of(outcomes);
            for kind in [Kind::Passed, Kind::Failed, Kind::Skipped] {
                let _ = write!(text, " {} |", count(kind, kinds.iter()));
            }
        }
        text.push('\n');
    };
    for file in files {
        line(&mut text, file, &|outcomes| {
            outcomes
                .get(file)
                .into_iter()
                .flatten()
                .map(|(_, outcome)| outcome.kind)
                .collect()
        });
    }
    line(&mut text, "**together**", &|outcomes| {
        outcomes
            .values()
            .flatten()
            .map(|(_, outcome)| outcome.kind)
            .collect()
    });
    text.push('\n');
    text
}

/// How many tests there are for each reason.
pub(crate) fn reasons(expected: &Expectations, results: &BTreeMap<Engine, Outcomes>) {
    for (&engine, outcomes) in results {
        println!("\nWhat does not pass, {engine}:");
        for reason in &expected.reasons {
            let named = outcomes
                .values()
                .flatten()
                .filter(|(id, _)| reason.names(engine, id))
                .count();
            if named > 0 {
                println!("  {named:5}  {}", reason.text);
            }
        }
    }
}

/// Each failure with its message.
pub(crate) fn failures(results: &BTreeMap<Engine, Outcomes>) {
    for (engine, outcomes) in results {
        for (id, outcome) in outcomes
            .values()
            .flatten()
            .filter(|(_, outcome)| outcome.kind == Kind::Failed)
        {
            println!("{engine} {id}\n    {}", outcome.message);
        }
    }
}
