//! What hooks of the binding tell before the scheduler tells of the event itself.

use coroscope_model::trace::{CodeId, Nanos, Purpose, StackId, TextId};
use std::cell::Cell;

/// Each note is set by a hook and used by the next event of its kind.
pub(super) struct Notes {
    /// For `TaskCreated`.
    pub(super) created: Cell<Created>,
    /// For `CancelRequested`.
    pub(super) cancel: Cell<Cancel>,
    /// For `HandleQueued`, `TimerSet` and `CallbackQueued`: what is called.
    pub(super) what: Cell<TextId>,
    /// For `TimerSet`: the address of its first argument.
    pub(super) argument: Cell<usize>,
    /// The last timer that was set in this step, and the address of its first argument.
    pub(super) timer: Cell<(u64, usize)>,
    /// For `StepEnded`: where the task stands.
    pub(super) stands: Cell<StackId>,
    /// For `Waits`.
    pub(super) purpose: Cell<Purpose>,
    /// For `TaskDone`: result or exception, and where that was raised.
    pub(super) result: Cell<(TextId, StackId)>,
}

#[derive(Clone, Copy, Default)]
pub(super) struct Created {
    pub(super) name: TextId,
    pub(super) code: CodeId,
    pub(super) stack: StackId,
}

#[derive(Clone, Copy, Default)]
pub(super) struct Cancel {
    pub(super) message: TextId,
    pub(super) stack: StackId,
    pub(super) cancelling: u32,
}

/// When something that holds up the loop began.
#[derive(Clone, Copy)]
pub(crate) struct Blocking {
    pub(super) time: Nanos,
    pub(super) real: Nanos,
}

impl Notes {
    pub(super) fn new() -> Self {
        Self {
            created: Cell::default(),
            cancel: Cell::default(),
            what: Cell::default(),
            argument: Cell::default(),
            timer: Cell::default(),
            stands: Cell::default(),
            purpose: Cell::new(Purpose::Future),
            result: Cell::default(),
        }
    }
}
