//! Plain Rust futures on the scheduler: asyncio's turns and order, Rust's `async` and `Waker`.
//!
//! A [`LocalScheduler`] runs futures that need not be `Send` on one thread. It is driven from outside:
//! [`run_turn`](LocalScheduler::run_turn) takes the time and returns what to wait for. Wakers are
//! ordinary ones and may be called from any thread.
//!
//! ```
//! use coroscope_scheduler::local::{self, LocalScheduler};
//! use coroscope_scheduler::{Time, Wait};
//! use std::time::Duration;
//!
//! let scheduler = LocalScheduler::new();
//! let answer = scheduler.spawn(async {
//!     let child = local::spawn(async {
//!         local::sleep(Duration::from_secs(3)).await;
//!         6
//!     });
//!     local::yield_now().await;
//!     child.await.map(|six| six * 7)
//! });
//!
//! // Waiting is the caller's: here time simply jumps.
//! let mut now = Time::ZERO;
//! loop {
//!     match scheduler.run_turn(now) {
//!         Wait::Ready => {}
//!         Wait::At(deadline) => now = deadline,
//!         Wait::Idle | Wait::Stopped => break,
//!     }
//! }
//! assert_eq!(now, Time::from_secs(3.0));
//! assert_eq!(answer.try_take(), Some(Ok(Ok(42))));
//! ```
//!
//! What differs from asyncio, because a Rust future cannot be thrown into: a cancelled task's future
//! is dropped at the point where it waits, and nothing in it can refuse; and cancelling a task does
//! not cancel the task that it joins, since what a future waits for is its own affair.

mod inbox;
mod join;
mod promise;
mod sleep;
mod task;
mod world;

pub use join::{Cancelled, JoinHandle};
pub use promise::{Abandoned, Promise, PromiseFuture, promise};
pub use sleep::Sleep;
pub use task::TaskInfo;

use crate::{Policy, Time, Wait};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;
use world::{World, current};

/// The scheduler as the types of this module's world see it; for observers and inspection.
pub use world::Local;

/// Runs Rust futures on one thread, in asyncio's order. Clones are handles to the same scheduler.
#[derive(Clone)]
pub struct LocalScheduler {
    world: Rc<World>,
}

impl LocalScheduler {
    /// A scheduler for which time stands still while a turn runs: [`sleep`] counts from the time that
    /// its turn was given.
    #[must_use]
    pub fn new() -> LocalScheduler {
        LocalScheduler {
            world: World::new(0.0, None),
        }
    }

    /// A scheduler that reads a clock when a task sleeps, so that a task that computes for a while
    /// before it sleeps does not wake up early. `resolution` as for
    /// [`Scheduler::new`](crate::Scheduler::new); the clock must be the one whose readings
    /// [`run_turn`](LocalScheduler::run_turn) is given.
    #[must_use]
    pub fn with_clock(resolution: f64, clock: impl Fn() -> Time + 'static) -> LocalScheduler {
        LocalScheduler {
            world: World::new(resolution, Some(Box::new(clock))),
        }
    }

    /// Starts a task: its first step is queued.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
    {
        self.world.spawn(None, future)
    }

    /// Starts a task with a name for inspection.
    pub fn spawn_named<F>(&self, name: impl Into<Rc<str>>, future: F) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
    {
        self.world.spawn(Some(name.into()), future)
    }

    /// Runs one turn at the time `now`: wakes that came from outside join the ready queue, then
    /// [`Scheduler::turn`](crate::Scheduler::turn) runs.
    ///
    /// # Panics
    /// If a future panics, that goes through. Its task is lost; all others stay queued.
    pub fn run_turn(&self, now: Time) -> Wait {
        World::run_turn(&self.world, now)
    }

    /// Completes once the scheduler's clock has advanced by `delay`, counted from the first poll.
    pub fn sleep(&self, delay: Duration) -> Sleep {
        Sleep::after(&self.world, delay)
    }

    /// Completes once the scheduler's clock has reached `deadline`.
    pub fn sleep_until(&self, deadline: Time) -> Sleep {
        Sleep::at(&self.world, deadline)
    }

    /// The scheduler's time: what its clock says, or the time of the newest turn.
    #[must_use]
    pub fn now(&self) -> Time {
        self.world.now()
    }

    /// Sets what is called when there is something to do while no turn is running: a wake from
    /// outside, or a new task. It may be called from any thread, and is to see to it that
    /// [`run_turn`](LocalScheduler::run_turn) is called soon; it must not call it itself. Of several
    /// wakes between two turns only the first is reported.
    pub fn set_notify(&self, notify: Option<Box<dyn Fn() + Send + Sync>>) {
        self.world.set_notify(notify);
    }

    /// Sets the policy of the scheduler; see [`Scheduler::set_policy`](crate::Scheduler::set_policy).
    pub fn set_policy(&self, policy: Option<Box<dyn Policy>>) {
        self.world.scheduler().set_policy(policy);
    }

    /// The scheduler below: to observe, to inspect, to stop.
    #[must_use]
    pub fn scheduler(&self) -> &crate::Scheduler<Local> {
        self.world.scheduler()
    }

    /// The tasks that have not ended, in no particular order.
    #[must_use]
    pub fn tasks(&self) -> Vec<TaskInfo> {
        self.world.tasks()
    }
}

impl Default for LocalScheduler {
    fn default() -> Self {
        LocalScheduler::new()
    }
}

/// Starts a task on the scheduler whose turn is running.
///
/// # Panics
/// Outside of a turn.
#[track_caller]
pub fn spawn<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + 'static,
{
    current().spawn(None, future)
}

/// Completes once `delay` has passed, counted from the first poll, on the clock of the scheduler whose
/// turn is running.
///
/// # Panics
/// If called outside of a turn. The future may be polled anywhere on the thread.
#[track_caller]
pub fn sleep(delay: Duration) -> Sleep {
    Sleep::after(&current(), delay)
}

/// Completes once the clock of the scheduler whose turn is running has reached `deadline`.
///
/// # Panics
/// If called outside of a turn.
#[track_caller]
pub fn sleep_until(deadline: Time) -> Sleep {
    Sleep::at(&current(), deadline)
}

/// Gives up control until the next turn, like `await asyncio.sleep(0)`.
///
/// A task that wakes itself goes to the end of the ready queue when its step ends; this costs neither a
/// lock nor an allocation. Works on any executor. Polled with the waker of the task that is running, it tells that task
/// without the waker.
#[inline]
pub fn yield_now() -> impl Future<Output = ()> {
    YieldNow(false)
}

struct YieldNow(bool);

impl Future for YieldNow {
    type Output = ();

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.0 {
            return Poll::Ready(());
        }
        self.0 = true;
        task::Polling::wake(cx.waker());
        Poll::Pending
    }
}
