//! What an observer of the scheduler is told.

use crate::{FutureId, HandleId, TaskId, Time};

/// Something happened. Ids and times only, so that an event can be copied into a trace as it is.
///
/// Fields named `by` name the task that was running when it happened, `None` outside of any task.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event {
    /// A turn began; `now` is its time.
    TurnBegan {
        /// Counted from 1.
        turn: u64,
        /// The time the turn was given.
        now: Time,
    },
    /// The turn ended, by running all it had to or because something left the loop.
    TurnEnded {
        /// Counted from 1.
        turn: u64,
    },
    /// A task was created.
    TaskCreated {
        /// The task.
        task: TaskId,
        /// The future that the task is.
        future: FutureId,
        /// The task that created it.
        parent: Option<TaskId>,
    },
    /// A step of the task was queued.
    TaskReady {
        /// The task.
        task: TaskId,
        /// Why it can run.
        cause: ReadyCause,
        /// Who made it ready.
        by: Option<TaskId>,
    },
    /// The task's coroutine is about to run. Eager starts come without a [`Event::TaskReady`].
    StepBegan {
        /// The task.
        task: TaskId,
        /// Whether an exception is thrown into it.
        throws: bool,
    },
    /// The task's coroutine gave up control.
    StepEnded {
        /// The task.
        task: TaskId,
        /// In which way.
        how: StepEnd,
    },
    /// The task waits for a future.
    Waits {
        /// The task.
        task: TaskId,
        /// What it waits for; `None` for a future without an id.
        future: Option<FutureId>,
    },
    /// The task has ended, and the future that it is was settled.
    TaskDone {
        /// The task.
        task: TaskId,
        /// In which way.
        how: Settled,
    },
    /// A cancellation of a task that had not ended was requested.
    CancelRequested {
        /// The task to be cancelled.
        task: TaskId,
        /// Who asked for it.
        by: Option<TaskId>,
    },
    /// A future that is not a task was created.
    FutureCreated {
        /// The future.
        future: FutureId,
        /// Who created it.
        by: Option<TaskId>,
    },
    /// A future that is not a task was settled.
    FutureSettled {
        /// The future.
        future: FutureId,
        /// In which way.
        how: Settled,
        /// Who settled it.
        by: Option<TaskId>,
    },
    /// A timer was set.
    TimerSet {
        /// The timer's handle.
        timer: HandleId,
        /// When it is due.
        when: Time,
        /// Who set it.
        by: Option<TaskId>,
    },
    /// A timer was due, and its handle moved to the ready queue.
    TimerFired {
        /// The timer's handle.
        timer: HandleId,
        /// When it was due.
        when: Time,
    },
    /// A timer was cancelled before it was due.
    TimerCancelled {
        /// The timer's handle.
        timer: HandleId,
        /// When it would have been due.
        when: Time,
        /// Who cancelled it.
        by: Option<TaskId>,
    },
    /// A handle was put into the ready queue by `call_soon`.
    HandleQueued {
        /// The handle.
        handle: HandleId,
        /// Who queued it.
        by: Option<TaskId>,
    },
    /// A done callback was put into the ready queue.
    CallbackQueued {
        /// The callback's handle.
        handle: HandleId,
        /// The future that is done; `None` for one without an id.
        future: Option<FutureId>,
        /// Who queued it.
        by: Option<TaskId>,
    },
    /// A handle or done callback is about to be called.
    HandleBegan {
        /// The handle.
        handle: HandleId,
    },
    /// It was called.
    HandleEnded {
        /// The handle.
        handle: HandleId,
    },
    /// It had been cancelled, and was dropped from the ready queue.
    HandleSkipped {
        /// The handle.
        handle: HandleId,
    },
}

/// Why a task can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadyCause {
    /// It is new.
    Start,
    /// It gave up control for a turn.
    Yield,
    /// What it waited for is done; `None` for a future without an id.
    Woken(Option<FutureId>),
    /// An exception is to be thrown into it, since it yielded what no task may yield.
    Throw,
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepEnd {
    /// By a bare yield.
    Yielded,
    /// It waits for a future.
    Waits,
    /// It yielded what no task may yield.
    Invalid,
    /// The coroutine returned.
    Returned,
    /// The coroutine raised an exception, `CancelledError` excepted.
    Raised,
    /// The coroutine raised `CancelledError`.
    Cancelled,
    /// The coroutine raised an exception that leaves the loop.
    Fatal,
}

/// How a future was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// With a result.
    Value,
    /// With an exception.
    Error,
    /// Cancelled.
    Cancelled,
}

/// Is told of each transition, in order, at the moment it happens.
///
/// An observer must not change what it observes: it may read the scheduler, but queue nothing.
pub trait Observer {
    /// Something happened.
    fn observe(&self, event: Event);

    /// A step ended by a bare yield, and its task is in the ready queue again: [`Event::StepEnded`] and
    /// [`Event::TaskReady`], which this passes on unless it is implemented. Where tasks take turns it is what happens most.
    fn yielded(&self, task: TaskId, by: Option<TaskId>) {
        self.observe(Event::StepEnded {
            task,
            how: StepEnd::Yielded,
        });
        self.observe(Event::TaskReady {
            task,
            cause: ReadyCause::Yield,
            by,
        });
    }
}

impl<F: Fn(Event)> Observer for F {
    fn observe(&self, event: Event) {
        self(event);
    }
}
