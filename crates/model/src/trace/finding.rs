//! What went wrong, or could go better, in sentences.

use super::record::{Nanos, PrimitiveNo, StackId, TaskNo};
use super::state::Instant;

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindingKind {
    /// Tasks that can never go on.
    Deadlock,
    /// A step that blocked the loop.
    BlockedLoop,
    /// A coroutine that was never awaited.
    NeverAwaited,
    /// An exception that was never retrieved.
    NeverRetrieved,
    /// A task that was garbage-collected while it was pending.
    DestroyedPending,
    /// A cancellation that was swallowed.
    SwallowedCancellation,
    /// Tasks or awaits one after the other that could have run together.
    CouldRunTogether,
}

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Plain words.
    Text(String),
    /// A name or piece of the program, set in the code's type.
    Code(String),
    /// A line of the program, shown as `line 12`, a link to it.
    Line(u32),
    /// A task, shown by its name, a link to it.
    Task(TaskNo),
    /// A primitive, shown by its name.
    Primitive(PrimitiveNo),
}

/// Something the visitor should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What kind.
    pub kind: FindingKind,
    /// A few words, such as `A step blocked the loop for 175 ms`.
    pub title: String,
    /// When it began: where the timeline is to go.
    pub at: Instant,
    /// Until when, if it has an end.
    pub to: Option<Nanos>,
    /// Two or three sentences; the advice last.
    pub sentences: Vec<Piece>,
    /// The tasks it is about, the most important first.
    pub tasks: Vec<TaskNo>,
    /// For a deadlock: who waits for whom, each with what the wait is for, as a cycle.
    pub cycle: Vec<CycleEdge>,
    /// Where in the program.
    pub stack: StackId,
}

/// An edge of a cycle of waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CycleEdge {
    /// Who waits.
    pub from: TaskNo,
    /// For whom.
    pub to: TaskNo,
    /// For what of theirs: the name of a primitive, or empty for the task itself.
    pub what: String,
}
