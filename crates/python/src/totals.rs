//! What a run amounted to: counted for the end event.

use std::cell::Cell;

/// Counts over all event loops of this thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Turns that event loops took.
    pub turns: u64,
    /// Tasks that were created.
    pub tasks: u64,
}

thread_local! {
    static TURNS: Cell<u64> = const { Cell::new(0) };
    static TASKS: Cell<u64> = const { Cell::new(0) };
}

/// The counts so far.
pub fn totals() -> Totals {
    Totals {
        turns: TURNS.get(),
        tasks: TASKS.get(),
    }
}

/// An event loop took a turn.
pub(crate) fn count_turn() {
    TURNS.set(TURNS.get() + 1);
}

/// A task was created.
pub(crate) fn count_task() {
    TASKS.set(TASKS.get() + 1);
}
