//! Waiting for a task, and cancelling it.

use super::world::World;
use crate::TaskId;
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll, Waker};

/// The task was cancelled before it came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cancelled;

impl fmt::Display for Cancelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the task was cancelled")
    }
}

impl Error for Cancelled {}

/// A task's output to come. As a future it completes, in the turn after the task's end, with the
/// output or [`Cancelled`]. Dropping it lets the task go on by itself.
pub struct JoinHandle<T> {
    id: TaskId,
    slot: usize,
    output: Rc<Output<T>>,
    world: Weak<World>,
}

impl<T> JoinHandle<T> {
    pub(super) const fn new(
        id: TaskId,
        slot: usize,
        output: Rc<Output<T>>,
        world: Weak<World>,
    ) -> JoinHandle<T> {
        JoinHandle {
            id,
            slot,
            output,
            world,
        }
    }

    /// The task's id.
    #[must_use]
    pub const fn id(&self) -> TaskId {
        self.id
    }

    /// Whether the task has ended, in whatever way.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.output.finished.get()
    }

    /// Requests that the task end: in the next turn its future is dropped where it waits. If it is
    /// running right now, that happens at its next step, and an output that it returns before is
    /// dropped. Returns false if it has ended.
    pub fn cancel(&self) -> bool {
        self.world
            .upgrade()
            .is_some_and(|world| world.cancel(self.slot, self.id))
    }

    /// The output, if the task has ended and nobody took it yet.
    #[must_use]
    pub fn try_take(&self) -> Option<Result<T, Cancelled>> {
        if self.is_finished() {
            self.output.value.borrow_mut().take()
        } else {
            None
        }
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, Cancelled>;

    /// # Panics
    /// If polled after it was ready.
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.is_finished() {
            match self.try_take() {
                Some(output) => Poll::Ready(output),
                None => panic!("the output of {:?} was taken before", self.id),
            }
        } else if self.world.strong_count() == 0 {
            // Nobody is left who could run the task.
            Poll::Ready(Err(Cancelled))
        } else {
            let old = self.output.waker.replace(Some(cx.waker().clone()));
            drop(old);
            Poll::Pending
        }
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle")
            .field("id", &self.id)
            .field("finished", &self.is_finished())
            .finish()
    }
}

/// Where a task's output goes.
pub(super) struct Output<T> {
    /// Set by the task's future when it is through, taken by whoever joins.
    value: RefCell<Option<Result<T, Cancelled>>>,
    finished: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

impl<T> Output<T> {
    pub(super) const fn new() -> Output<T> {
        Output {
            value: RefCell::new(None),
            finished: Cell::new(false),
            waker: RefCell::new(None),
        }
    }

    pub(super) fn set(&self, value: T) {
        *self.value.borrow_mut() = Some(Ok(value));
    }
}

/// What the scheduler tells an output of any type.
pub(super) trait Joined: Any {
    /// The task has ended.
    fn finish(&self, cancelled: bool);
}

impl<T: 'static> Joined for Output<T> {
    fn finish(&self, cancelled: bool) {
        if cancelled {
            let unwanted = self.value.replace(Some(Err(Cancelled)));
            drop(unwanted);
        }
        self.finished.set(true);
        let waker = self.waker.take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}
