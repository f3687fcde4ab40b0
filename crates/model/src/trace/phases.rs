//! How tasks go from phase to phase, and primitives from hand to hand.

use super::record::{PrimitiveKind, PrimitiveNo, TaskNo};
use super::state::{Instant, Phase, PrimitiveState, State, TaskState};

impl State {
    /// A primitive is defined: for the first time, or anew since its name is known now.
    pub(super) fn primitive_seen(&mut self, id: PrimitiveNo, kind: PrimitiveKind, limit: u64) {
        let since = self.now;
        let state = self.primitives.entry(id).or_insert_with(|| PrimitiveState {
            // A new semaphore has all its permits.
            value: if kind == PrimitiveKind::Semaphore {
                limit
            } else {
                0
            },
            since,
            ..Default::default()
        });
        state.kind = Some(kind);
    }
}

impl TaskState {
    /// Goes into a phase, and gives back the last one and since when that was. A phase that only becomes known better
    /// (what a task waits for, why it is ready) goes on.
    pub(super) fn enter(&mut self, phase: Phase, now: Instant) -> (Phase, Instant) {
        let was = (self.phase, self.since);
        let took = now.time.saturating_sub(was.1.time);
        let goes_on = match (was.0, phase) {
            (Phase::Ready { .. }, Phase::Ready { .. })
            | (Phase::Waiting { .. }, Phase::Waiting { .. }) => true,
            (Phase::Ready { .. }, _) => {
                self.counters.ready = self.counters.ready.saturating_add(took);
                false
            }
            (Phase::Waiting { .. }, _) => {
                self.counters.waiting = self.counters.waiting.saturating_add(took);
                false
            }
            _ => false,
        };
        self.phase = phase;
        if !goes_on {
            self.since = now;
        }
        was
    }
}

impl PrimitiveState {
    /// Who holds it once its value is `value`, changed in a step of `by`.
    pub(super) fn change_holders(&mut self, value: u64, by: Option<TaskNo>) {
        match self.kind {
            // Somebody who begins to wait for a held lock changes it too.
            Some(PrimitiveKind::Lock) if value == 0 => self.holders.clear(),
            Some(PrimitiveKind::Lock) if self.value == 0 => self.holders = by.into_iter().collect(),
            Some(PrimitiveKind::Semaphore) => {
                let back = value.saturating_sub(self.value);
                for _ in 0..back.min(self.holders.len() as u64) {
                    self.give_back(by);
                }
                if let Some(by) = by {
                    // Nobody takes thousands of permits in one step, but a file may say so.
                    let taken = self.value.saturating_sub(value).min(100);
                    self.holders.extend(std::iter::repeat_n(by, taken as usize));
                }
            }
            _ => {}
        }
    }

    /// `by` gave a permit back; one that took none gave back somebody else's.
    pub(super) fn give_back(&mut self, by: Option<TaskNo>) {
        let own = self.holders.iter().position(|&no| Some(no) == by);
        if !self.holders.is_empty() {
            self.holders.remove(own.unwrap_or(0));
        }
    }
}
