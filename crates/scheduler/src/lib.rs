#![forbid(unsafe_code)]
//! asyncio's scheduler as a Rust crate: event loop, tasks, futures, handles, timers and cancellation
//! with CPython 3.14's semantics, for anything that can be suspended and resumed.
//!
//! It has no clock, draws no random number and does no I/O. A [turn](Scheduler::turn) takes the time and
//! returns what it waits for; waiting is the caller's. It owns no task and no future either: those are
//! objects of the world that is scheduled (Python objects under a garbage collector, plain Rust
//! futures, scripts in a test), each with one of this crate's state machines inside.
//!
//! # One: run Rust futures
//!
//! The [`local`] module is such a world, ready to use: tasks, sleeps, cancellation, ordinary wakers.
//!
//! ```
//! use coroscope_scheduler::local::{self, LocalScheduler};
//! use coroscope_scheduler::Time;
//!
//! let scheduler = LocalScheduler::new();
//! let task = scheduler.spawn(async {
//!     local::yield_now().await;
//!     "done"
//! });
//! let _ = scheduler.run_turn(Time::ZERO); // up to the yield
//! assert!(!task.is_finished());
//! let _ = scheduler.run_turn(Time::ZERO); // to the end
//! assert_eq!(task.try_take(), Some(Ok("done")));
//! ```
//!
//! # Two: let time pass
//!
//! A turn says what there is to [wait](Wait) for. Whether that takes as long as it says is the
//! caller's choice: here time jumps. (`coroscope-host` has loops that wait, in a thread or a browser.)
//!
//! ```
//! use coroscope_scheduler::local::{self, LocalScheduler};
//! use coroscope_scheduler::{Time, Wait};
//! use std::time::Duration;
//!
//! let scheduler = LocalScheduler::new();
//! let nap = scheduler.spawn(async { local::sleep(Duration::from_secs(60)).await });
//! let deadline = Time::from_secs(60.0);
//! assert_eq!(scheduler.run_turn(Time::ZERO), Wait::At(deadline));
//! assert_eq!(scheduler.run_turn(deadline), Wait::Ready); // the timer's handle wakes the sleeper...
//! assert_eq!(scheduler.run_turn(deadline), Wait::Idle); // ...who goes on in the next turn
//! assert!(nap.is_finished());
//! ```
//!
//! # Three: watch, and choose
//!
//! An [`Observer`] is told of every transition as a plain [`Event`]; a [`Policy`] chooses which of
//! the items of a turn runs next, where asyncio takes the oldest.
//!
//! ```
//! use coroscope_scheduler::local::LocalScheduler;
//! use coroscope_scheduler::{Event, Time};
//! use std::cell::RefCell;
//! use std::rc::Rc;
//!
//! let scheduler = LocalScheduler::new();
//! let ran = Rc::new(RefCell::new(Vec::new()));
//! let seen = Rc::clone(&ran);
//! let observer = move |event| {
//!     if let Event::StepBegan { task, .. } = event {
//!         seen.borrow_mut().push(task.get());
//!     }
//! };
//! scheduler.scheduler().set_observer(Some(Box::new(observer)));
//! scheduler.set_policy(Some(Box::new(|ready: usize| ready - 1))); // the newest first
//! for _ in 0..3 {
//!     drop(scheduler.spawn(async {}));
//! }
//! let _ = scheduler.run_turn(Time::ZERO);
//! assert_eq!(*ran.borrow(), [3, 2, 1]);
//! ```
//!
//! # Four: schedule a world of your own
//!
//! Name its [`Types`], give its task objects a [`TaskCore`] and a [`FutureCore`] each and its futures a
//! [`FutureCore`], and write its [`Driver`]: how to resume a coroutine, subscribe to a future, cancel it,
//! call a handle. The scheduler does the rest in asyncio's order. The smallest world has handles only:
//!
//! ```
//! use coroscope_scheduler::*;
//! use std::convert::Infallible;
//!
//! /// Handles are Rust closures; there are no tasks.
//! enum Closures {}
//!
//! impl Types for Closures {
//!     type Value = ();
//!     type Error = Infallible;
//!     type Message = ();
//!     type Callback = Infallible;
//!     type Handle = Box<dyn FnOnce(&Scheduler<Closures>)>;
//!     type Task = Infallible;
//!     type Future = Infallible;
//!
//!     fn task_id(task: &Infallible) -> TaskId {
//!         match *task {}
//!     }
//!     fn future_id(future: &Infallible) -> Option<FutureId> {
//!         match *future {}
//!     }
//! }
//!
//! struct World<'a>(&'a Scheduler<Closures>);
//!
//! impl Driver<Closures> for World<'_> {
//!     type Exit = Infallible;
//!
//!     fn call(&self, handle: Box<dyn FnOnce(&Scheduler<Closures>)>) -> Result<(), Infallible> {
//!         handle(self.0);
//!         Ok(())
//!     }
//!     fn is_cancelled(&self, _: &Box<dyn FnOnce(&Scheduler<Closures>)>) -> bool {
//!         false
//!     }
//!     // What follows cannot be called: there is no task to call it with.
//!     fn with_task<R>(&self, task: &Infallible, _: impl FnOnce(&mut TaskCore<Closures>) -> R) -> R {
//!         match *task {}
//!     }
//!     fn resume(&self, task: &Infallible, _: Resume<Closures>) -> Step<Closures, Infallible> {
//!         match *task {}
//!     }
//!     fn subscribe(&self, task: &Infallible, _: &Infallible) -> Result<(), Infallible> {
//!         match *task {}
//!     }
//!     fn cancel_future(&self, future: &Infallible, _: Option<()>) -> bool {
//!         match *future {}
//!     }
//!     fn result_of(&self, task: &Infallible, _: &Infallible) -> Resume<Closures> {
//!         match *task {}
//!     }
//!     fn is_cancelled_error(&self, error: &Infallible) -> bool {
//!         match *error {}
//!     }
//!     fn cancelled_error(&self, task: &Infallible, _: Option<()>) -> Infallible {
//!         match *task {}
//!     }
//!     fn finish(&self, task: &Infallible, _: Outcome<Closures>, _: Option<Infallible>) {
//!         match *task {}
//!     }
//!     fn notify(&self, callback: Infallible, _: Infallible) -> Result<(), Infallible> {
//!         match callback {}
//!     }
//! }
//!
//! let scheduler = Scheduler::<Closures>::new(0.0);
//! scheduler.call_soon(Box::new(|scheduler: &Scheduler<Closures>| {
//!     scheduler.call_soon(Box::new(|_| println!("in the next turn")));
//! }));
//! let now = Time::ZERO;
//! assert_eq!(scheduler.turn(&World(&scheduler), now), Ok(Wait::Ready));
//! assert_eq!(scheduler.turn(&World(&scheduler), now), Ok(Wait::Idle));
//! ```
//!
//! # Where to find what
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
pub use ids::{FutureId, HandleId, Ids, TaskId};
pub use observer::{Event, Observer, ReadyCause, Settled, StepEnd};
pub use policy::Policy;
pub use ready::Ready;
pub use scheduler::Scheduler;
pub use task::{CancelRequest, Phase, TaskCore};
pub use time::Time;
pub use timers::TimerKey;
pub use turn::Wait;
pub use types::{Outcome, Resume, Step, Suspension, Types};
