//! `docs/trace-format.md` says what is the case: its example is read, and its tables are checked.

use coroscope_model::trace::file::{FileError, read, write};
use coroscope_model::trace::*;
use serde_json::Value;

const PAGE: &str = include_str!("../../../../docs/trace-format.md");

/// What stands between ```` ```name ```` and the next ```` ``` ````.
fn block(name: &str) -> &'static str {
    let after = PAGE
        .split_once(&format!("```{name}\n"))
        .expect("there is one")
        .1;
    after.split_once("```").expect("it ends").0
}

/// The cells of the first table whose head begins with this.
fn table(head: &str) -> Vec<Vec<&'static str>> {
    let after = PAGE
        .split_once(&format!("| {head}"))
        .expect("there is one")
        .1;
    let lines = after
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    lines
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect()
}

#[test]
fn the_example_is_a_trace() {
    let (trace, about) = read(block("json"), 1_000).expect("a trace");
    assert_eq!(about.program.code, block("python"));
    let written: Value = serde_json::from_str(&write(&trace, &about)).expect("JSON");
    let example: Value = serde_json::from_str(block("json")).expect("JSON");
    assert_eq!(written, example);
    let digest = format!("{:016x}", trace.digest().expect("nothing was dropped"));
    assert!(
        PAGE.contains(&format!("The digest of this trace is `{digest}`.")),
        "{digest}"
    );
}

#[test]
fn what_follows_from_the_example_is_right() {
    let (trace, _) = read(block("json"), 1_000).expect("a trace");
    let rows = table("after event");
    assert_eq!(rows.len(), 5);
    let number = |cell: &str| -> u64 { cell.replace(',', "").parse().expect("a number") };
    for row in rows {
        let event = number(row[0]);
        let state = trace.state_at(event);
        assert_eq!(state.now.time, number(row[2]), "after {event}");
        assert_eq!(state.now.real, number(row[3]), "after {event}");
        let task = &state.tasks[&1];
        let words = match task.phase {
            Phase::Ready {
                cause: Cause::Woken(_),
                ..
            } => "ready, woken by that timer".to_owned(),
            Phase::Ready { .. } => "ready".to_owned(),
            Phase::Running => format!("running, since event {}", task.since.event),
            Phase::Waiting {
                purpose: Purpose::Sleep(Some(timer)),
                ..
            } => {
                let line = trace.own_place(task.stack).expect("a line").line;
                format!("waits for timer {timer}, at line {line}")
            }
            Phase::Done {
                how: Settled::Value,
                ..
            } => "returned".to_owned(),
            phase => panic!("{phase:?}"),
        };
        assert_eq!(words, row[1], "after {event}");
    }
    let woken = MarkKind::WokenByTimer {
        task: 1,
        timer: Some(3),
    };
    assert!(trace.lanes().marks.iter().any(|mark| mark.kind == woken));
}

#[test]
fn the_messages_are_those_of_the_page() {
    let errors = [
        FileError::NotATrace,
        FileError::OtherFormat("...".to_owned()),
        FileError::Newer(2),
        FileError::Damaged("..".to_owned()),
        FileError::Undefined(7, "text 9".to_owned()),
    ];
    let said: Vec<&str> = table("what is wrong").iter().map(|row| row[1]).collect();
    assert_eq!(said, errors.map(|error| error.to_string()));
}

/// Each key of a file is in the table, and no other.
#[test]
fn the_keys_are_in_the_table() {
    let keys: Vec<&str> = table("key")
        .iter()
        .map(|row| row[0].trim_matches('`'))
        .collect();
    let example: Value = serde_json::from_str(block("json")).expect("JSON");
    let mut written: Vec<&str> = example
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    written.push("base");
    written.sort_unstable();
    let mut keys = keys.clone();
    keys.sort_unstable();
    assert_eq!(keys, written);
}
