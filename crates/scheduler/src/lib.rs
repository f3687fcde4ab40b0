#![forbid(unsafe_code)]
//! asyncio's scheduler as a Rust crate: event loop, tasks, futures, handles, timers and cancellation
//! with CPython 3.14's semantics, for anything that can be suspended and resumed.
//!
//! It has no clock and does no I/O. A [turn](Scheduler::turn) takes the time and returns what it
//! waits for; waiting is the caller's. It owns no task and no future either: those are objects of the
//! world that is scheduled (Python objects under a garbage collector, plain Rust futures, scripts
//! in a test), each with one of this crate's state machines inside.
//!
//! | what | where |
//! | --- | --- |
//! | the types of a world, and how to resume its coroutines | [`Types`], [`Driver`] |
//! | state machines for its tasks and futures to own | [`TaskCore`], [`FutureCore`] |
//! | what goes into and comes out of a coroutine | [`Resume`], [`Step`], [`Suspension`], [`Outcome`] |
//! | the ready queue, the timers, the current task | [`Scheduler`] |
//! | one turn; what to wait for afterwards | [`Scheduler::turn`], [`Wait`], [`Time`] |
//! | one step of a task, eager starts, cancellation | [`Scheduler::step`], [`Scheduler::start_eagerly`], [`Scheduler::cancel_task`] |
//! | who is told what happens | [`Observer`], [`Event`] |
//! | who decides what runs next | [`Policy`] |

mod driver;
mod future;
mod ids;
pub mod local;
mod observer;
mod policy;
mod ready;
mod scheduler;
mod step;
mod task;
mod time;
mod timers;
mod turn;
mod types;

pub use driver::Driver;
pub use future::{
    AddCallback, CancelTransition, DoneCallback, DoneCallbacks, FutureCore, FutureState,
    InvalidState,
};
pub use ids::{FutureId, HandleId, TaskId};
pub use observer::{Event, Observer, ReadyCause, Settled, StepEnd};
pub use policy::Policy;
pub use ready::Ready;
pub use scheduler::Scheduler;
pub use task::{CancelRequest, Phase, TaskCore};
pub use time::Time;
pub use timers::TimerKey;
pub use turn::Wait;
pub use types::{Outcome, Resume, Step, Suspension, Types};
