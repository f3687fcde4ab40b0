//! Traces: states, lanes, findings, files and exports.

#[expect(
    dead_code,
    reason = "the tests that use the rest of it are still to come"
)]
mod build;
mod findings;
mod random;
mod simulate;
mod states;
