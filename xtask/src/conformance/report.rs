//! What is printed: the table, the reasons, the failures.

use std::collections::BTreeMap;

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
