//! When the page is told at once that a step begins.
//!
//! A step that never ends says nothing any more, and somebody has to end it from outside: so that it is seen then which one
//! it was, what is written goes out when a step begins, too. Sending takes as long as several steps do: it is done [`AT_ONCE`]
//! times in a row, and in the long run once in [`EVERY`], or in a sixteenth of that while the loop waits. Of most programs
//! each step is told so.

use coroscope_model::trace::Nanos;
use std::cell::Cell;

const EVERY: Nanos = 50_000_000;
const AT_ONCE: Nanos = 128;
const WAITING: Nanos = 16;

/// How much telling there has been. Times are real ones.
#[derive(Default)]
pub(super) struct Telling {
    /// When it would be back at once in [`EVERY`].
    until: Cell<Nanos>,
    /// When the loop began to wait.
    waits_since: Cell<Option<Nanos>>,
}

impl Telling {
    /// Whether the step that begins now is to be told. If so, it counts as told.
    #[inline]
    pub(super) fn tells(&self, now: Nanos) -> bool {
        let until = self.until.get();
        if until > now + AT_ONCE * EVERY {
            return false;
        }
        self.until.set(until.max(now) + EVERY);
        true
    }

    /// The loop begins to wait.
    pub(super) fn waits(&self, now: Nanos) {
        self.waits_since.set(Some(now));
    }

    /// A turn begins. If the loop has waited until now, nobody would have minded some sending in that time.
    pub(super) fn turn_began(&self, now: Nanos) {
        if let Some(since) = self.waits_since.take() {
            let until = self.until.get();
            self.until
                .set(until.saturating_sub((WAITING - 1) * (now - since)));
        }
    }
}
