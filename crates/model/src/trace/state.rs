//! What was the case at one instant: everything the panels show.
//!
//! A [`State`] follows from the records up to the instant and from nothing else. [`State::apply`] takes it one record
//! further; [`Trace::state_at`](super::Trace::state_at) gets to any instant by way of checkpoints, with the same result.
//!
//! A copy costs next to nothing, and shares with its original what has not changed since: a hundred thousand tasks may wait,
//! and the page draws them while they do.

use super::blocks::Blocks;
use super::record::{
    Cause, FutureNo, HandleNo, LoopNo, Nanos, PrimitiveKind, PrimitiveNo, Purpose, Settled,
    StackId, TaskNo, TextId,
};
use super::tasks::Tasks;
use super::timers::Timers;
use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};

/// A moment of the run, by all three ways of counting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instant {
    /// How many events had happened, this one included: 0 is before the first.
    pub event: u64,
    /// Loop time.
    pub time: Nanos,
    /// Real time.
    pub real: Nanos,
}

/// What a task is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// In the ready queue.
    Ready {
        /// Why it can run.
        cause: Cause,
        /// Who made it ready.
        by: Option<TaskNo>,
    },
    /// On the call stack. Of several (eager starts nest) all but the innermost have given up control for a moment.
    Running,
    /// Not ready: waits.
    Waiting {
        /// For which future.
        future: Option<FutureNo>,
        /// What that is there for.
        purpose: Purpose,
    },
    /// It has ended.
    Done {
        /// How.
        how: Settled,
        /// Result or exception, cut short.
        text: TextId,
        /// Where the exception was raised.
        stack: StackId,
    },
}

/// What a task has done so far. Times in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// Real time in its steps.
    pub busy: Nanos,
    /// Loop time in the ready queue, up to the last change of phase.
    pub ready: Nanos,
    /// Loop time waiting, up to the last change of phase.
    pub waiting: Nanos,
    /// Steps that ended.
    pub steps: u32,
    /// How often something it waited for woke it.
    pub wakeups: u32,
}

/// One task at an instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskState {
    /// Its name then.
    pub name: TextId,
    /// What it is doing.
    pub phase: Phase,
    /// Since when.
    pub since: Instant,
    /// Where it stands; 0 before its first step and after its last.
    pub stack: StackId,
    /// `task.cancelling()`.
    pub cancelling: u32,
    /// Its totals.
    pub counters: Counters,
}

/// An item of the ready queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadyItem {
    /// What will run.
    pub what: ReadyWhat,
    /// Who put it there.
    pub by: Option<TaskNo>,
    /// Since when it stands there.
    pub since: Instant,
}

/// What can stand in the ready queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadyWhat {
    /// A step of a task.
    Task(TaskNo, Cause),
    /// A handle, and what it calls.
    Handle(HandleNo, TextId),
    /// A timer that fired, and what it calls.
    Timer(HandleNo, TextId),
    /// A done callback, the future that is done, and what is called.
    Callback(HandleNo, Option<FutureNo>, TextId),
}

/// A timer that is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimerState {
    /// Its handle.
    pub timer: HandleNo,
    /// When it is due, in loop time.
    pub when: Nanos,
    /// Who set it.
    pub by: Option<TaskNo>,
    /// What it calls.
    pub what: TextId,
    /// Since when it is set.
    pub since: Instant,
}

/// A primitive at an instant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrimitiveState {
    /// What it is; `None` if the trace did not say.
    pub kind: Option<PrimitiveKind>,
    /// See [`Record::PrimitiveChanged`](super::Record::PrimitiveChanged).
    pub value: u64,
    /// How many wait (for a queue: getters).
    pub waiting: u32,
    /// For a queue: putters that wait.
    pub putters: u32,
    /// For a queue: items without `task_done()`.
    pub unfinished: u32,
    /// Who holds it, oldest first: the owner of a lock, the tasks that took permits of a semaphore (one that took
    /// several is there several times). A task that ended without giving it back stays.
    pub holders: Vec<TaskNo>,
    /// Which tasks wait for it, in the order in which they came.
    pub waiters: Vector<TaskNo>,
    /// Since when it is as it is.
    pub since: Instant,
}

/// A future that is not a task and is not settled, or was settled just now: by the last event, or before the last
/// events if those only put its callbacks into the ready queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FutureState {
    /// Who created it.
    pub by: Option<TaskNo>,
    /// How it was settled, if it was.
    pub settled: Option<Settled>,
    /// Since when.
    pub since: Instant,
}

/// What runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Running {
    /// A step of a task.
    Task(TaskNo),
    /// A handle, timer or done callback.
    Handle(HandleNo, TextId),
}

impl Running {
    /// The task whose step it is.
    pub const fn task(self) -> Option<TaskNo> {
        match self {
            Running::Task(task) => Some(task),
            Running::Handle(..) => None,
        }
    }

    /// The handle that is called.
    pub(super) const fn handle(self) -> Option<HandleNo> {
        match self {
            Running::Handle(handle, _) => Some(handle),
            Running::Task(_) => None,
        }
    }
}

/// Everything at one instant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// When.
    pub now: Instant,
    /// The turn, counted from 1; 0 before the first.
    pub turn: u64,
    /// The loop that runs.
    pub event_loop: Option<LoopNo>,
    /// The loop waits: until when, or for something from outside.
    pub idle: Option<Option<Nanos>>,
    /// What runs, outermost first; more than one only for eager starts.
    pub running: Vec<(Running, Instant)>,
    /// The ready queue, in order.
    pub ready: Vector<ReadyItem>,
    /// The timers, in the order in which they are due.
    pub timers: Timers,
    /// All tasks created so far, ended ones included; without those that ended in events that were dropped.
    pub tasks: Tasks,
    /// Futures that are not settled.
    pub futures: Blocks<FutureState>,
    /// All primitives seen so far.
    pub primitives: OrdMap<PrimitiveNo, PrimitiveState>,
    /// Those of `futures` that are settled.
    pub(super) settled: Vec<FutureNo>,
}
