//! asyncio's native half, asked from Python: exact outputs, by the virtual clock.
//!
//! What CPython prints for whole programs is in `tests/conformance`, which the engine's tests run. Here
//! is what goes past that: the seams to loops and futures that are not ours, what the garbage collector
//! sees, the deadlock report, the clock. Where CPython has an answer, the expected output is CPython
//! 3.14's.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

#[path = "asyncio_native/contexts.rs"]
mod contexts;
#[path = "asyncio_native/event_loop.rs"]
mod event_loop;
#[path = "asyncio_native/foreign.rs"]
mod foreign;
#[path = "asyncio_native/futures.rs"]
mod futures;
#[path = "asyncio_native/handles.rs"]
mod handles;
#[path = "asyncio_native/memory.rs"]
mod memory;
#[path = "asyncio_native/network.rs"]
mod network;
#[path = "asyncio_native/standstill.rs"]
mod standstill;
#[path = "asyncio_native/support.rs"]
mod support;
#[path = "asyncio_native/tasks.rs"]
mod tasks;
