//! Traces: what the event loop did, as plain data, and what follows from it.

mod apply;
mod blocks;
mod check;
mod checkpoints;
mod chunks;
mod digest;
mod draw;
pub mod export;
pub mod file;
mod find;
mod finding;
mod forget;
mod graph;
mod lanes;
mod log;
mod phases;
mod reading;
mod record;
mod records;
mod refers;
mod rows;
mod spans;
mod state;
mod store;
mod tables;
mod tasks;
mod tidy;
mod timers;
pub mod wire;
mod words;

pub use apply::Applied;
pub use blocks::Blocks;
pub use finding::{CycleEdge, Finding, FindingKind, Piece};
pub use graph::{AwaitGraph, Node};
pub use lanes::{BLOCKS_AFTER, Lane, Lanes, Level, LoopKind, LoopSpan, Mark, MarkKind, SpanKind};
pub use record::{
    Cause, CodeId, Complaint, FutureNo, HandleNo, LoopNo, Nanos, Place, PrimitiveKind, PrimitiveNo,
    Purpose, Record, Settled, StackId, StepEnd, TaskNo, TextId,
};
pub use rows::Row;
pub use spans::{Span, Spans};
pub use state::{
    Counters, FutureState, Instant, Phase, PrimitiveState, ReadyItem, ReadyWhat, Running, State,
    TaskState, TimerState,
};
pub use store::{TaskInfo, Trace};
pub use tables::{CodeInfo, PrimitiveInfo};
pub use tasks::Tasks;
pub use timers::Timers;
pub use words::duration;
