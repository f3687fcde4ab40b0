//! Which of the ready items runs next.

/// Chooses the next item of a turn.
///
/// Without a policy a turn runs its items first in, first out: asyncio's order. A policy can explore
/// other orders or replay a recorded one. It only ever reorders items of one turn: what was queued
/// during a turn still runs in the next one.
///
/// ```
/// use coroscope_scheduler::Policy;
///
/// /// Runs the newest item first.
/// struct LastInFirstOut;
///
/// impl Policy for LastInFirstOut {
///     fn choose(&mut self, ready: usize) -> usize {
///         ready - 1
///     }
/// }
/// ```
pub trait Policy {
    /// The index of the item to run next, of the `ready` items (at least one) that are left of this
    /// turn, in the order in which they were queued. Asked for each item, the last included. An index
    /// out of range stands for the last one.
    fn choose(&mut self, ready: usize) -> usize;
}

impl<F: FnMut(usize) -> usize> Policy for F {
    fn choose(&mut self, ready: usize) -> usize {
        self(ready)
    }
}
