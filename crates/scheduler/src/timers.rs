//! Timers in a binary heap that knows where each of them is, so that a cancelled one is taken out at
//! once: it costs nothing later, neither memory nor a wakeup.

use crate::{HandleId, Time};

/// Names a timer for [`Scheduler::cancel_timer`](crate::Scheduler::cancel_timer). Stays safe to use
/// after the timer has fired: it then names nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimerKey {
    slot: usize,
    id: HandleId,
}

impl TimerKey {
    /// The id that events name the timer by, and that its handle keeps in the ready queue.
    #[must_use]
    pub const fn id(self) -> HandleId {
        self.id
    }
}

/// What the heap sorts. The handles stay in their slots, so that moving an entry is cheap.
#[derive(Clone, Copy)]
struct Entry {
    when: Time,
    /// Ids grow, so among equal deadlines the timer that was set first comes first.
    id: HandleId,
    slot: usize,
}

impl Entry {
    fn is_before(&self, other: &Entry) -> bool {
        (self.when, self.id) < (other.when, other.id)
    }
}

enum Slot<H> {
    Used {
        id: HandleId,
        position: usize,
        handle: H,
    },
    /// The slot that was freed before this one.
    Free { next: Option<usize> },
}

/// Timers ordered by deadline, then by the order in which they were set.
pub(crate) struct Timers<H> {
    heap: Vec<Entry>,
    slots: Vec<Slot<H>>,
    free: Option<usize>,
}

impl<H> Timers<H> {
    pub(crate) const fn new() -> Timers<H> {
        Timers {
            heap: Vec::new(),
            slots: Vec::new(),
            free: None,
        }
    }

    pub(crate) const fn len(&self) -> usize {
        self.heap.len()
    }

    /// The earliest deadline.
    #[inline]
    pub(crate) fn next(&self) -> Option<Time> {
        self.heap.first().map(|entry| entry.when)
    }

    /// Adds a timer. Ids must grow from call to call.
    pub(crate) fn insert(&mut self, when: Time, id: HandleId, handle: H) -> TimerKey {
        let position = self.heap.len();
        let used = Slot::Used {
            id,
            position,
            handle,
        };
        let slot = match self.free {
            Some(slot) => {
                if let Slot::Free { next } = std::mem::replace(&mut self.slots[slot], used) {
                    self.free = next;
                }
                slot
            }
            None => {
                self.slots.push(used);
                self.slots.len() - 1
            }
        };
        self.heap.push(Entry { when, id, slot });
        self.sift_up(position);
        TimerKey { slot, id }
    }

    /// Takes a timer out before it is due.
    pub(crate) fn remove(&mut self, key: TimerKey) -> Option<(Time, H)> {
        match self.slots.get(key.slot)? {
            Slot::Used { id, position, .. } if *id == key.id => {
                let (when, _, handle) = self.take(*position)?;
                Some((when, handle))
            }
            _ => None,
        }
    }

    /// Takes the earliest timer out if `due` says so of its deadline.
    pub(crate) fn pop_if(&mut self, due: impl FnOnce(Time) -> bool) -> Option<(Time, HandleId, H)> {
        if due(self.heap.first()?.when) {
            self.take(0)
        } else {
            None
        }
    }

    /// Every timer in the order in which they will fire.
    pub(crate) fn for_each(&self, mut f: impl FnMut(TimerKey, Time, &H)) {
        let mut entries = self.heap.clone();
        entries.sort_unstable_by_key(|entry| (entry.when, entry.id));
        for Entry { when, id, slot } in entries {
            if let Slot::Used { handle, .. } = &self.slots[slot] {
                f(TimerKey { slot, id }, when, handle);
            }
        }
    }

    fn take(&mut self, position: usize) -> Option<(Time, HandleId, H)> {
        let entry = self.heap.swap_remove(position);
        if position < self.heap.len() {
            // What came from the end may belong further up or further down.
            self.sift_up(position);
            self.sift_down(position);
        }
        let freed = Slot::Free { next: self.free };
        match std::mem::replace(&mut self.slots[entry.slot], freed) {
            Slot::Used { handle, .. } => {
                self.free = Some(entry.slot);
                Some((entry.when, entry.id, handle))
            }
            // Every entry's slot is in use.
            Slot::Free { .. } => None,
        }
    }

    fn sift_up(&mut self, mut position: usize) {
        let entry = self.heap[position];
        while position > 0 {
            let parent = (position - 1) / 2;
            if !entry.is_before(&self.heap[parent]) {
                break;
            }
            self.place(position, self.heap[parent]);
            position = parent;
        }
        self.place(position, entry);
    }

    fn sift_down(&mut self, mut position: usize) {
        let entry = self.heap[position];
        loop {
            let left = 2 * position + 1;
            let right = left + 1;
            let child = match (self.heap.get(left), self.heap.get(right)) {
                (None, _) => break,
                (Some(l), Some(r)) if r.is_before(l) => right,
                _ => left,
            };
            if !self.heap[child].is_before(&entry) {
                break;
            }
            self.place(position, self.heap[child]);
            position = child;
        }
        self.place(position, entry);
    }

    fn place(&mut self, at: usize, entry: Entry) {
        self.heap[at] = entry;
        if let Slot::Used { position, .. } = &mut self.slots[entry.slot] {
            *position = at;
        }
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(number: u64) -> HandleId {
        HandleId::from_number(number).unwrap()
    }

    #[test]
    fn equal_deadlines_keep_the_order_in_which_they_were_set() {
        let mut timers = Timers::new();
        for number in 1..=50 {
            timers.insert(Time::from_secs((number % 3) as f64), id(number), number);
        }
        let mut fired = Vec::new();
        while let Some((_, _, number)) = timers.pop_if(|_| true) {
            fired.push(number);
        }
        let mut expected: Vec<u64> = (1..=50).collect();
        expected.sort_by_key(|number| number % 3);
        assert_eq!(fired, expected);
    }

    #[test]
    fn a_key_names_nothing_once_its_slot_is_used_again() {
        let mut timers = Timers::new();
        let old = timers.insert(Time::ZERO, id(1), 'a');
        assert_eq!(timers.remove(old), Some((Time::ZERO, 'a')));
        let new = timers.insert(Time::ZERO, id(2), 'b');
        assert_eq!(timers.remove(old), None);
        assert_eq!(timers.len(), 1);
        assert_eq!(timers.remove(new), Some((Time::ZERO, 'b')));
    }

    #[test]
    fn a_million_cancelled_timers_leave_one_slot() {
        let mut timers = Timers::new();
        for number in 1..=1_000_000 {
            let key = timers.insert(Time::from_secs(number as f64), id(number), ());
            assert!(timers.remove(key).is_some());
        }
        assert_eq!((timers.heap.len(), timers.slots.len()), (0, 1));
    }

    proptest! {
        #[test]
        fn behaves_like_a_sorted_list(ops in prop::collection::vec((0u8..4, 0u8..8, any::<prop::sample::Index>()), 0..200)) {
            let mut timers = Timers::new();
            let mut list: Vec<(Time, HandleId, TimerKey)> = Vec::new();
            for (number, (op, when, which)) in (1..).zip(ops) {
                match op {
                    0 | 1 => {
                        let when = Time::from_secs(f64::from(when));
                        let key = timers.insert(when, id(number), number);
                        list.push((when, id(number), key));
                        list.sort_by_key(|(when, id, _)| (*when, *id));
                    }
                    2 if !list.is_empty() => {
                        let (when, id, key) = list.remove(which.index(list.len()));
                        prop_assert_eq!(timers.remove(key), Some((when, id.get())));
                        prop_assert_eq!(timers.remove(key), None);
                    }
                    _ => {
                        let limit = Time::from_secs(f64::from(when));
                        let popped = timers.pop_if(|when| when <= limit).map(|(when, id, _)| (when, id));
                        let expected = list.first().filter(|first| first.0 <= limit).map(|first| (first.0, first.1));
                        prop_assert_eq!(popped, expected);
                        if expected.is_some() {
                            list.remove(0);
                        }
                    }
                }
                prop_assert_eq!(timers.next(), list.first().map(|first| first.0));
                let mut seen = Vec::new();
                timers.for_each(|key, when, handle| seen.push((when, id(*handle), key)));
                prop_assert_eq!(&seen, &list);
            }
        }
    }
}
