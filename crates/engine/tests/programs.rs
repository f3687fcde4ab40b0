//! Every program of the gallery and of the conformance corpus, run by `coroscope`, compared with what
//! CPython 3.14 printed.
//!
//! The programs live by the virtual clock, so the run is as fast as the machine. What is known to differ
//! is listed with its reason in `tests/conformance/divergent.json`; a program that starts to differ, or
//! stops, fails the test.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

#[path = "programs/normalise.rs"]
mod normalise;
#[path = "programs/runner.rs"]
mod runner;

use runner::{Collection, Difference};
use std::collections::BTreeMap;
use std::path::Path;

fn project() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Runs a collection and compares the differences with those that are known.
fn check(collection: &Collection) {
    let known: BTreeMap<String, String> =
        runner::read_json(&project().join("tests/conformance/divergent.json"));
    let differences = collection.run();
    let mut complaints = Vec::new();
    for Difference { id, what } in &differences {
        if !known.contains_key(id) {
            complaints.push(format!("{id} differs from CPython:\n{what}"));
        }
    }
    for id in known.keys().filter(|id| collection.has(id)) {
        if !differences.iter().any(|difference| difference.id == *id) {
            complaints.push(format!(
                "{id} is listed in divergent.json, and does not differ any more"
            ));
        }
    }
    assert!(
        complaints.is_empty(),
        "{} of {} programs\n\n{}",
        complaints.len(),
        collection.len(),
        complaints.join("\n")
    );
}

#[test]
fn the_gallery_prints_what_cpython_printed() {
    check(&Collection::gallery(&project().join("www/examples")));
}

#[test]
fn the_corpus_prints_what_cpython_printed() {
    check(&Collection::corpus(&project().join("tests/conformance")));
}

#[test]
fn the_gallery_prints_the_same_while_it_is_traced() {
    check(&Collection::gallery(&project().join("www/examples")).traced());
}

#[test]
fn the_corpus_prints_the_same_while_it_is_traced() {
    check(&Collection::corpus(&project().join("tests/conformance")).traced());
}

#[test]
fn normalisation_is_the_recorders() {
    normalise::check_cases(&project().join("tests/conformance/normalise_cases.json"));
}
