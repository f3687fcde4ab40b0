//! The timeline's data: for each task what it did when, ready to be drawn.
//!
//! Built while records arrive, never rebuilt. Everything in a lane is sorted, so that what is visible is found by
//! binary search.

use super::record::{FutureNo, HandleNo, Nanos, PrimitiveNo, TaskNo};
use super::state::Instant;

/// How a stretch of a lane is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanKind {
    /// A step.
    Running,
    /// In the ready queue.
    Ready,
    /// Waits for a timer; `when` it is due, if that is known. Behind it the wait is overdue.
    Timer(Option<Nanos>),
    /// Waits for a primitive.
    Primitive(PrimitiveNo),
    /// Waits for a task.
    Task(TaskNo),
    /// Waits for several.
    Several,
    /// Waits for any other future.
    Future(Option<FutureNo>),
    /// Waits for something outside the loop.
    Outside,
}

/// A stretch of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// What it shows.
    pub kind: SpanKind,
    /// From when.
    pub from: Instant,
    /// Until when; `None` while it goes on.
    pub to: Option<Instant>,
}

/// One task's lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// Whose.
    pub task: TaskNo,
    /// Under whose lane it is drawn.
    pub parent: Option<TaskNo>,
    /// How deep under a root, 0 for a root.
    pub depth: u32,
    /// From its creation.
    pub created: Instant,
    /// To its end.
    pub ended: Option<Instant>,
    /// What it did, without gaps, oldest first.
    pub spans: Vec<Span>,
}

/// The loop's own lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoopSpan {
    /// What the loop did.
    pub kind: LoopKind,
    /// From when.
    pub from: Instant,
    /// Until when; `None` while it goes on.
    pub to: Option<Instant>,
}

/// What a loop does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoopKind {
    /// It runs steps and callbacks.
    Busy,
    /// It waits.
    Idle,
    /// One step or callback that took [`BLOCKS_AFTER`] or longer.
    Blocked(Option<TaskNo>),
}

/// A step that takes this long, in nanoseconds, blocks the loop.
pub const BLOCKS_AFTER: Nanos = 50_000_000;

/// Something at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// When.
    pub at: Instant,
    /// What.
    pub kind: MarkKind,
}

/// What marks there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// `by` woke `task`.
    WokenByTask {
        /// Who woke it.
        by: TaskNo,
        /// Who was woken.
        task: TaskNo,
    },
    /// A timer woke the task.
    WokenByTimer {
        /// Who was woken.
        task: TaskNo,
        /// By which timer, if it is known.
        timer: Option<HandleNo>,
    },
    /// A cancellation was requested.
    Cancel {
        /// By whom.
        by: Option<TaskNo>,
        /// Of whom.
        task: TaskNo,
    },
    /// Something was printed.
    Output {
        /// By whom.
        by: Option<TaskNo>,
        /// Whether to stderr.
        stderr: bool,
    },
}

/// A primitive's row: who held it, or how full it was, from this instant on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    /// From when.
    pub from: Instant,
    /// See [`super::Record::PrimitiveChanged`].
    pub value: u64,
    /// Who holds it then, for a lock.
    pub holder: Option<TaskNo>,
}

/// All lanes.
#[derive(Clone, Debug, Default)]
pub struct Lanes {
    /// The tasks', in the order of creation.
    pub tasks: Vec<Lane>,
    /// The loop's.
    pub event_loop: Vec<LoopSpan>,
    /// Wake-ups, cancellations and output, oldest first.
    pub marks: Vec<Mark>,
    /// One row for each primitive, in the order in which they were seen.
    pub primitives: Vec<(PrimitiveNo, Vec<Level>)>,
}
