//! Traces by hand, as the model's own tests make them.

#[allow(
    dead_code,
    unreachable_pub,
    reason = "shared with the tests of crates/model, which use all of it"
)]
#[path = "../../crates/model/tests/trace/build.rs"]
mod build;

pub(crate) use build::{Build, MS};
