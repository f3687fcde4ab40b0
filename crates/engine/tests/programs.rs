//! Every program of the gallery and of the conformance corpus, run by `coroscope`, compared with what
//! CPython 3.14 printed.
//!
//! The programs live by the virtual clock, so the run is as fast as the machine. What is known to differ
//! is listed with its reason in `tests/conformance/divergent.json`; a program that starts to differ, or
//! stops, fails the test. What such a program prints here is recorded too, in `<id>.ours`, so that it goes on to differ
//! in the way that is known (`COROSCOPE_RECORD=1` writes those files).

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

#[path = "programs/normalise.rs"]
mod normalise;
#[path = "programs/runner.rs"]
mod runner;

use runner::{Collection, Difference, Report};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

fn project() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Runs a collection and compares the differences with those that are known. Returns the findings.
fn check(collection: &Collection) -> BTreeMap<String, Vec<String>> {
    let known: BTreeMap<String, String> =
        runner::read_json(&project().join("tests/conformance/divergent.json"));
    let Report {
        differences,
        findings,
    } = collection.run();
    let mut complaints = Vec::new();
    for Difference { id, what, printed } in &differences {
        let ours = collection.beside(id, "ours");
        if !known.contains_key(id) {
            complaints.push(format!("{id} differs from CPython:\n{what}"));
        } else if std::env::var_os("COROSCOPE_RECORD").is_some() {
            fs::write(&ours, printed).unwrap();
        } else if fs::read_to_string(&ours).unwrap_or_default() != *printed {
            complaints.push(format!(
                "{id} differs from CPython in another way than {} says:\n{printed}",
                ours.display()
            ));
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
    findings
}

/// Compares what the findings say with the list of what they should say, in `tests/conformance/findings.json`, where a
/// program that is not listed has nothing wrong with it (`COROSCOPE_RECORD=1` writes the list, for somebody to read).
fn check_findings(collection: &str, found: &BTreeMap<String, Vec<String>>) {
    let path = project().join("tests/conformance/findings.json");
    let mut listed: BTreeMap<String, BTreeMap<String, Vec<String>>> = runner::read_json(&path);
    if std::env::var_os("COROSCOPE_RECORD").is_some() {
        listed.insert(collection.to_owned(), found.clone());
        let text = serde_json::to_string_pretty(&listed).unwrap();
        fs::write(&path, text + "\n").unwrap();
        return;
    }
    let expected = &listed[collection];
    let ids = expected.keys().chain(found.keys());
    let differ = ids.filter(|id| expected.get(*id) != found.get(*id));
    let differ: BTreeMap<_, _> = differ
        .map(|id| (id, (expected.get(id), found.get(id))))
        .collect();
    assert!(
        differ.is_empty(),
        "findings, expected and found: {differ:#?}"
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

/// The last cell of each row of docs/divergences.md names what shows it: a program of the corpus, by its id, or
/// a file of tests.
#[test]
fn every_divergence_has_a_program_that_shows_it() {
    let known: BTreeMap<String, String> =
        runner::read_json(&project().join("tests/conformance/divergent.json"));
    let corpus = Collection::corpus(&project().join("tests/conformance"));
    let text = fs::read_to_string(project().join("docs/divergences.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| "));
    let (mut count, mut headings, mut shown) = (0, 0, Vec::new());
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        let last = cells.last().unwrap().trim();
        if last == "shown by" {
            headings += 1;
            continue;
        }
        if row.starts_with("| ---") {
            continue;
        }
        count += 1;
        let places: Vec<&str> = last.split('`').skip(1).step_by(2).collect();
        assert!(!places.is_empty(), "nothing shows it: {row}");
        for place in places {
            if place.contains('.') {
                assert!(
                    project().join(place).is_file(),
                    "there is no {place}: {row}"
                );
            } else {
                assert!(corpus.has(place), "there is no program {place}: {row}");
                let differs = known.contains_key(place) || corpus.deadlocks(place);
                assert!(differs, "{place} does not differ from CPython: {row}");
                shown.push(place.to_owned());
            }
        }
    }
    assert!(
        headings > 0 && count > 10,
        "{count} rows under {headings} headings"
    );
    for id in known.keys() {
        assert!(shown.contains(id), "docs/divergences.md does not name {id}");
    }
}

#[test]
fn hashes_are_the_same_in_every_run() {
    let program = std::env::temp_dir().join(format!("coroscope-hashes-{}.py", std::process::id()));
    fs::write(&program, "print(hash('a'), {'a', 'b', 'c', 'd', 'e'})").unwrap();
    let run = || {
        let coroscope = Command::new(env!("CARGO_BIN_EXE_coroscope"))
            .arg("run")
            .arg(&program)
            .output();
        String::from_utf8(coroscope.unwrap().stdout).unwrap()
    };
    let first = run();
    assert!(first.contains("'a'"), "{first}");
    for _ in 0..3 {
        assert_eq!(run(), first);
    }
    fs::remove_file(&program).unwrap();
}

#[test]
fn the_gallery_prints_the_same_while_it_is_traced() {
    let found = check(&Collection::gallery(&project().join("www/examples")).traced());
    check_findings("gallery", &found);
}

#[test]
fn the_corpus_prints_the_same_while_it_is_traced() {
    let found = check(&Collection::corpus(&project().join("tests/conformance")).traced());
    check_findings("corpus", &found);
}

#[test]
fn normalisation_is_the_recorders() {
    normalise::check_cases(&project().join("tests/conformance/normalise_cases.json"));
}
