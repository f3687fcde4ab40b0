//! What one task did, stretch by stretch.
//!
//! There are about as many stretches as a third of all events. They have no gaps: where one ends the next begins, so that only
//! beginnings are kept.

use super::lanes::SpanKind;
use super::state::Instant;
use std::fmt;

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

/// What is kept of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Start {
    pub(super) kind: SpanKind,
    pub(super) from: Instant,
}

/// The stretches of a task that can be added to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Starts(Vec<Start>);

impl Starts {
    /// The first.
    pub(super) fn new(kind: SpanKind, from: Instant) -> Self {
        Self(vec![Start { kind, from }])
    }

    /// Begins the next one, and thereby ends the last.
    pub(super) fn push(&mut self, kind: SpanKind, from: Instant) {
        if self.0.len() == self.0.capacity() {
            // By half and not to twice as much: most of very many tasks have three stretches or four.
            self.0.reserve_exact(self.0.len() / 2 + 1);
        }
        self.0.push(Start { kind, from });
    }

    pub(super) fn last_mut(&mut self) -> Option<&mut Start> {
        self.0.last_mut()
    }

    /// There will be no more.
    pub(super) fn close(&mut self) {
        self.0.shrink_to_fit();
    }

    /// Forgets those that had ended by this event.
    pub(super) fn forget(&mut self, event: u64, ended: Option<Instant>) {
        let over = self.spans(ended);
        let over = over.partition_point(|span| span.to.is_some_and(|to| to.event <= event));
        self.0.drain(..over);
    }

    pub(super) fn spans(&self, ended: Option<Instant>) -> Spans<'_> {
        Spans {
            starts: &self.0,
            ended,
        }
    }
}

/// The stretches of a lane, oldest first and without gaps.
#[derive(Clone, Copy, PartialEq)]
pub struct Spans<'a> {
    starts: &'a [Start],
    /// When the last one ended.
    ended: Option<Instant>,
}

impl<'a> Spans<'a> {
    /// How many there are.
    pub const fn len(self) -> usize {
        self.starts.len()
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.starts.is_empty()
    }

    /// The one with this place.
    pub fn get(self, at: usize) -> Option<Span> {
        let Start { kind, from } = *self.starts.get(at)?;
        let next = self.starts.get(at + 1).map(|next| next.from);
        Some(Span {
            kind,
            from,
            to: next.or(self.ended),
        })
    }

    /// The first.
    pub fn first(self) -> Option<Span> {
        self.get(0)
    }

    /// The last.
    pub fn last(self) -> Option<Span> {
        self.get(self.len().checked_sub(1)?)
    }

    /// Those from this place on.
    #[must_use]
    pub fn starting_at(self, at: usize) -> Self {
        let starts = self.starts.get(at..).unwrap_or_default();
        Self { starts, ..self }
    }

    /// How many at the beginning have what no later one has.
    pub fn partition_point(self, mut has: impl FnMut(Span) -> bool) -> usize {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = usize::midpoint(from, to);
            if self.get(middle).is_some_and(&mut has) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from
    }

    /// The last one that had begun by this event.
    pub fn at_event(self, event: u64) -> Option<Span> {
        let after = self
            .starts
            .partition_point(|start| start.from.event <= event);
        self.get(after.checked_sub(1)?)
    }
}

impl<'a> IntoIterator for Spans<'a> {
    type Item = Span;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        Iter(self)
    }
}

impl fmt::Debug for Spans<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(*self).finish()
    }
}

/// Spans, one after the other.
#[derive(Clone, Debug)]
pub struct Iter<'a>(Spans<'a>);

impl Iterator for Iter<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        let first = self.0.first()?;
        self.0.starts = &self.0.starts[1..];
        Some(first)
    }
}
