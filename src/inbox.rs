//! What engines have said and the page does not know yet.
//!
//! It is passed on by rounds: what is here when one begins is taken over before the page is drawn again. A round is cut into
//! parts that are small enough for the page to answer its visitor between them, however fast an engine writes its trace.

use std::collections::VecDeque;

use coroscope_model::protocol::Event;
use coroscope_model::trace::Record;

use crate::state::{Action, EngineId};

/// About so many records are taken over in a row: some milliseconds' work.
const PART: usize = 4_000;

/// Messages of one kind.
#[derive(Debug, PartialEq)]
enum Said {
    Events(Vec<Event>),
    Records(Vec<Record>),
}

/// What waits to be passed on, in the order in which it was said.
#[derive(Debug, Default)]
pub struct Inbox {
    said: VecDeque<(EngineId, Said)>,
    /// How many of them belong to the round.
    round: usize,
}

impl Inbox {
    /// Takes an event. Of several tails in a row only the newest is worth drawing.
    pub fn add_event(&mut self, id: EngineId, event: Event) {
        let Some((last, Said::Events(events))) = self.said.back_mut() else {
            self.said.push_back((id, Said::Events(vec![event])));
            return;
        };
        if *last != id {
            self.said.push_back((id, Said::Events(vec![event])));
            return;
        }
        if let (Some(Event::Tail { .. }), Event::Tail { .. }) = (events.last(), &event) {
            events.pop();
        }
        events.push(event);
    }

    /// Takes records.
    pub fn add_records(&mut self, id: EngineId, records: Vec<Record>) {
        match self.said.back_mut() {
            Some((last, Said::Records(before))) if *last == id && before.len() < PART => {
                before.extend(records);
            }
            _ => self.said.push_back((id, Said::Records(records))),
        }
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.said.is_empty()
    }

    /// Whether a round has begun and is not over.
    pub fn in_round(&self) -> bool {
        self.round > 0
    }

    /// Begins a round, unless one goes on.
    pub fn begin(&mut self) {
        if self.round == 0 {
            self.round = self.said.len();
        }
    }

    /// Gives up the round: what is left of it waits for the next one.
    pub fn give_up(&mut self) {
        self.round = 0;
    }

    /// The next part of the round, if it is not over.
    pub fn next(&mut self, at: f64) -> Option<Action> {
        self.round = self.round.checked_sub(1)?;
        let (id, said) = self.said.pop_front()?;
        Some(match said {
            Said::Events(events) => Action::FromEngine { id, events, at },
            Said::Records(records) => Action::Traced {
                id,
                records,
                at,
                more: self.round > 0,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turns(turns: std::ops::Range<u64>) -> Vec<Record> {
        turns.map(|turn| Record::Turn { turn }).collect()
    }

    fn tail(dropped_lines: u64) -> Event {
        Event::Tail {
            chunks: Vec::new(),
            dropped_lines,
            dropped_bytes: 0,
        }
    }

    /// The parts that are left of a round: engine, number of events or records, whether more follows.
    fn parts(inbox: &mut Inbox) -> Vec<(EngineId, usize, bool)> {
        let actions = std::iter::from_fn(|| inbox.next(0.0));
        let part = |action| match action {
            Action::FromEngine { id, events, .. } => (id, events.len(), false),
            Action::Traced {
                id, records, more, ..
            } => (id, records.len(), more),
            other => panic!("{other:?}"),
        };
        actions.map(part).collect()
    }

    #[test]
    fn a_round_is_what_was_there_when_it_began() {
        let mut inbox = Inbox::default();
        for from in [0, 3_000, 6_000, 9_000] {
            inbox.add_records(1, turns(from..from + 3_000));
        }
        inbox.begin();
        assert!(inbox.next(0.0).is_some());
        inbox.add_records(1, turns(12_000..20_000));
        inbox.add_records(1, turns(20_000..20_001));
        // It is not begun again before it is over.
        inbox.begin();
        assert_eq!(parts(&mut inbox), [(1, 6_000, false)]);
        assert!(!inbox.in_round() && !inbox.is_empty());
        inbox.begin();
        assert_eq!(parts(&mut inbox), [(1, 8_000, true), (1, 1, false)]);
        assert!(inbox.is_empty());
    }

    #[test]
    fn the_order_is_kept_between_kinds_and_engines() {
        let mut inbox = Inbox::default();
        inbox.add_records(1, turns(0..2));
        inbox.add_event(1, tail(1));
        inbox.add_event(1, tail(2));
        inbox.add_event(2, tail(3));
        inbox.add_records(2, turns(0..3));
        inbox.begin();
        let expected = [(1, 2, true), (1, 1, false), (2, 1, false), (2, 3, false)];
        assert_eq!(parts(&mut inbox), expected);
    }

    #[test]
    fn what_is_left_of_a_round_comes_with_the_next() {
        let mut inbox = Inbox::default();
        inbox.add_records(1, turns(0..5_000));
        inbox.add_records(1, turns(0..1));
        inbox.begin();
        assert!(inbox.next(0.0).is_some());
        inbox.give_up();
        assert!(inbox.next(0.0).is_none());
        inbox.begin();
        assert_eq!(parts(&mut inbox), [(1, 1, false)]);
    }
}
