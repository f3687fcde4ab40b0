//! Traces: what the event loop did, as plain data, and what follows from it.

mod finding;
mod lanes;
mod record;
mod state;
mod store;
pub mod wire;

pub use finding::{CycleEdge, Finding, FindingKind, Piece};
pub use lanes::{
    BLOCKS_AFTER, Lane, Lanes, Level, LoopKind, LoopSpan, Mark, MarkKind, Span, SpanKind,
};
pub use record::{
    Cause, CodeId, Complaint, FutureNo, HandleNo, LoopNo, Nanos, Place, PrimitiveKind, PrimitiveNo,
    Purpose, Record, Settled, StackId, StepEnd, TaskNo, TextId,
};
pub use state::{
    Counters, FutureState, Instant, Phase, PrimitiveState, ReadyItem, ReadyWhat, Running, State,
    TaskState, TimerState,
};
pub use store::{CodeInfo, PrimitiveInfo, TaskInfo, Trace};
