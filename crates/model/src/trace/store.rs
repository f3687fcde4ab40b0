//! A trace in memory: all records, or the newest of them, and what is looked up in them.

use super::finding::Finding;
use super::lanes::Lanes;
use super::record::{
    CodeId, Nanos, Place, PrimitiveKind, PrimitiveNo, Record, StackId, TaskNo, TextId,
};
use super::state::{Instant, State};
use crate::protocol::Clock;

/// What is known of a task for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskInfo {
    /// Who created it.
    pub by: Option<TaskNo>,
    /// The coroutine's code.
    pub code: CodeId,
    /// Where it was created.
    pub created: StackId,
    /// When.
    pub at: Instant,
}

/// What is known of a primitive for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrimitiveInfo {
    /// What it is.
    pub kind: PrimitiveKind,
    /// Its name in the program; 0 if none is known.
    pub name: TextId,
    /// Where it was created.
    pub created: StackId,
    /// How much it holds at most; 0: no limit.
    pub limit: u64,
}

/// A code object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeInfo {
    /// Its qualified name.
    pub name: TextId,
    /// Its file.
    pub file: TextId,
    /// Its first line.
    pub line: u32,
    /// Whether it is the visitor's own program.
    pub own: bool,
}

/// A trace. Readers see events `first..=last`; older ones may have been dropped to bound memory.
#[derive(Debug)]
pub struct Trace;

#[expect(unused_variables, clippy::todo, missing_docs)]
impl Trace {
    /// An empty trace of a run on this clock, which keeps about this many records.
    pub fn new(clock: Clock, keep: usize) -> Trace {
        todo!()
    }
    /// Takes the next record.
    pub fn push(&mut self, record: Record) {
        todo!()
    }
    /// The clock of the run.
    pub fn clock(&self) -> Clock {
        todo!()
    }
    /// How many events were dropped: the first that can be looked at has the next number.
    pub fn dropped(&self) -> u64 {
        todo!()
    }
    /// The number of the last event: events are counted from 1, and 0 is the instant before the first.
    pub fn last(&self) -> u64 {
        todo!()
    }
    /// The instant of an event (clamped to those that are there).
    pub fn instant(&self, event: u64) -> Instant {
        todo!()
    }
    /// The last event at or before a loop time.
    pub fn event_at(&self, time: Nanos) -> u64 {
        todo!()
    }
    /// The record of an event.
    pub fn event(&self, event: u64) -> Option<&Record> {
        todo!()
    }
    /// The event with which the turn of `event` began, and that with which the next one begins.
    pub fn turn_of(&self, event: u64) -> (u64, u64) {
        todo!()
    }
    /// What was the case after an event.
    pub fn state_at(&self, event: u64) -> State {
        todo!()
    }
    pub fn text(&self, id: TextId) -> &str {
        todo!()
    }
    pub fn code(&self, id: CodeId) -> Option<CodeInfo> {
        todo!()
    }
    pub fn stack(&self, id: StackId) -> &[Place] {
        todo!()
    }
    /// The innermost place of a stack that is in the visitor's own program.
    pub fn own_place(&self, id: StackId) -> Option<Place> {
        todo!()
    }
    pub fn task(&self, task: TaskNo) -> Option<&TaskInfo> {
        todo!()
    }
    pub fn primitive(&self, primitive: PrimitiveNo) -> Option<&PrimitiveInfo> {
        todo!()
    }
    pub fn lanes(&self) -> &Lanes {
        todo!()
    }
    /// What there is to say about the run so far; `ended` when it is over.
    pub fn findings(&self, ended: Option<crate::protocol::EndKind>) -> Vec<Finding> {
        todo!()
    }
    /// A fingerprint of all that two runs on the virtual clock agree on; `None` once records were dropped.
    pub fn digest(&self) -> Option<u64> {
        todo!()
    }
}
