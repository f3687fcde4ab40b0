//! The records that a trace keeps: events in the order in which they happened, each with its instant.

use super::chunks::Chunks;
use super::record::{CodeId, Nanos, PrimitiveNo, Record, StackId, TextId};
use super::state::Instant;
use super::tables::PrimitiveInfo;
use std::collections::VecDeque;

/// The records of a trace from one event on.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// The instant before the first event that is kept.
    pub(super) base: Instant,
    events: Chunks<Event>,
    /// What stands between events, and before which.
    between: VecDeque<(u64, Between)>,
    /// The events with which turns began.
    turns: VecDeque<u64>,
}

#[derive(Debug)]
struct Event {
    record: Record,
    time: Nanos,
    real: Nanos,
}

/// What is no event. What definitions define is in the tables; here is only when they came.
#[derive(Clone, Debug)]
pub(super) enum Between {
    Clock {
        time: Nanos,
        real: Nanos,
    },
    Text(TextId),
    Code(CodeId),
    Stack(StackId),
    /// In full: a later one may say otherwise, and states follow from this one.
    Primitive(PrimitiveNo, PrimitiveInfo),
}

/// A record or what is left of one.
#[derive(Debug)]
pub(super) enum Kept<'a> {
    Event(&'a Record),
    Between(Between),
}

impl Log {
    /// The number of the last event.
    pub(super) fn last(&self) -> u64 {
        self.base.event + self.events.len() as u64
    }

    /// Takes an event in. Its instant is the one after it.
    pub(super) fn push(&mut self, record: Record, at: Instant) {
        if matches!(record, Record::Turn { .. }) {
            self.turns.push_back(self.last() + 1);
        }
        self.events.push_back(Event {
            record,
            time: at.time,
            real: at.real,
        });
    }

    /// Takes in what is no event. Does nothing for events.
    pub(super) fn note(&mut self, record: &Record) {
        let between = match *record {
            Record::Clock { time, real } => Between::Clock { time, real },
            Record::Text { id, .. } => Between::Text(id),
            Record::Code { id, .. } => Between::Code(id),
            Record::Stack { id, .. } => Between::Stack(id),
            Record::Primitive {
                id,
                kind,
                name,
                created,
                limit,
            } => Between::Primitive(
                id,
                PrimitiveInfo {
                    kind,
                    name,
                    created,
                    limit,
                },
            ),
            _ => return,
        };
        self.between.push_back((self.last() + 1, between));
    }

    /// An event's record.
    pub(super) fn event(&self, event: u64) -> Option<&Record> {
        let place = self.place(event)?;
        self.events.get(place).map(|event| &event.record)
    }

    /// An event's instant; of the first or last that is kept if there is none.
    pub(super) fn instant(&self, event: u64) -> Instant {
        let event = event.clamp(self.base.event, self.last());
        match self.place(event).and_then(|place| self.events.get(place)) {
            Some(found) => Instant {
                event,
                time: found.time,
                real: found.real,
            },
            None => self.base,
        }
    }

    /// The last event at or before a loop time.
    pub(super) fn event_at(&self, time: Nanos) -> u64 {
        self.base.event + self.events.partition_point(|event| event.time <= time) as u64
    }

    /// The event with which the turn of `event` began, and that with which the next one begins.
    pub(super) fn turn_of(&self, event: u64) -> (u64, u64) {
        let next = self.turns.partition_point(|&turn| turn <= event);
        let turn = |place: Option<usize>| place.and_then(|place| self.turns.get(place)).copied();
        let began = turn(next.checked_sub(1)).unwrap_or(self.base.event);
        (began, turn(Some(next)).unwrap_or(self.last()))
    }

    /// What comes after the event `after`, in order, up to the event `to` and without what follows that.
    pub(super) fn records(&self, after: u64, to: u64) -> impl Iterator<Item = Kept<'_>> {
        let mut event = after.max(self.base.event);
        let to = to.min(self.last());
        let mut between = self.between.partition_point(|(before, _)| *before <= event);
        std::iter::from_fn(move || {
            if event >= to {
                return None;
            }
            if let Some((before, what)) = self.between.get(between)
                && *before <= event + 1
            {
                between += 1;
                return Some(Kept::Between(what.clone()));
            }
            event += 1;
            self.event(event).map(Kept::Event)
        })
    }

    /// What came after the last event.
    pub(super) fn trailing(&self) -> impl Iterator<Item = Between> {
        let last = self.last();
        let from = self.between.partition_point(|(before, _)| *before <= last);
        self.between.range(from..).map(|(_, what)| what.clone())
    }

    /// All definitions that came with what is kept.
    pub(super) fn definitions(&self) -> impl Iterator<Item = Between> {
        self.between.iter().map(|(_, what)| what.clone())
    }

    /// How many events are kept.
    pub(super) fn len(&self) -> usize {
        self.events.len()
    }

    /// Forgets all up to and with this event.
    pub(super) fn forget(&mut self, event: u64) {
        let base = self.instant(event);
        let Some(count) = base.event.checked_sub(self.base.event) else {
            return;
        };
        self.events.forget(count as usize);
        self.base = base;
        let between = self
            .between
            .partition_point(|(before, _)| *before <= base.event);
        self.between.drain(..between);
        let turns = self.turns.partition_point(|&turn| turn <= base.event);
        self.turns.drain(..turns);
    }

    fn place(&self, event: u64) -> Option<usize> {
        let place = event.checked_sub(self.base.event + 1)?;
        usize::try_from(place).ok()
    }
}
