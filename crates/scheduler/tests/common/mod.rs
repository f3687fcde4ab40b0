//! Scripted coroutines, and three worlds to run them in: the scheduler, a plain model of asyncio, and
//! CPython itself.
#![expect(
    clippy::unwrap_used,
    reason = "a test says what it expects by unwrapping it"
)]
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test binary uses its own part of this"
)]

pub mod cpython;
pub mod model;
pub mod script;
pub mod world;

use script::Program;

/// Runs the program in every world there is, checks that they agree, and returns the log.
#[track_caller]
pub fn run(program: &Program) -> Vec<String> {
    let log = world::run(program);
    assert_eq!(
        log,
        model::run(program),
        "the scheduler (left) and the model (right) differ"
    );
    if let Some(reference) = cpython::run(std::slice::from_ref(program)) {
        assert_eq!(
            log, reference[0],
            "the scheduler (left) and CPython (right) differ"
        );
    }
    log
}

/// Runs the program and compares its log, but for the final states, with the lines of `expected`.
#[track_caller]
pub fn check(program: &Program, expected: &str) {
    let log = run(program);
    let log: Vec<&str> = log
        .iter()
        .map(String::as_str)
        .take_while(|line| *line != "end")
        .collect();
    let expected: Vec<&str> = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(log, expected);
}
