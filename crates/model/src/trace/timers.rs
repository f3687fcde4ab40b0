//! The timers that are set, in the order in which they are due.

use super::blocks::Blocks;
use super::record::{HandleNo, Nanos};
use super::state::TimerState;
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// The timers that are set. Those with equal deadlines stand in the order in which they were set, as they fire.
///
/// Setting and removing one costs the logarithm of their number: a program may well sleep in a hundred thousand tasks.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Vec<TimerState>", into = "Vec<TimerState>")]
pub struct Timers {
    due: OrdMap<(Nanos, u64), TimerState>,
    /// Where each stands in `due`.
    places: Blocks<(Nanos, u64)>,
    /// How many were set so far: what breaks ties.
    set: u64,
}

impl Timers {
    /// The timers, the next one first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &TimerState> + ExactSizeIterator {
        self.due.values()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.due.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.due.is_empty()
    }

    /// The timer that is due next.
    pub fn first(&self) -> Option<&TimerState> {
        self.due.values().next()
    }

    /// The timer with this handle.
    pub fn get(&self, timer: HandleNo) -> Option<&TimerState> {
        self.due.get(self.places.get(timer)?)
    }

    /// Sets a timer. One with the same handle goes.
    pub(super) fn insert(&mut self, timer: TimerState) {
        self.remove(timer.timer);
        self.set += 1;
        let place = (timer.when, self.set);
        self.places.insert(timer.timer, place);
        self.due.insert(place, timer);
    }

    /// Takes a timer out.
    pub(super) fn remove(&mut self, timer: HandleNo) -> Option<TimerState> {
        self.due.remove(&self.places.remove(timer)?)
    }
}

/// What counts is which timers there are and in which order, not how they are numbered inside.
impl PartialEq for Timers {
    fn eq(&self, other: &Timers) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<'a> IntoIterator for &'a Timers {
    type Item = &'a TimerState;
    type IntoIter =
        imbl::ordmap::Values<'a, (Nanos, u64), TimerState, imbl::shared_ptr::DefaultSharedPtr>;

    fn into_iter(self) -> Self::IntoIter {
        self.due.values()
    }
}

impl From<Vec<TimerState>> for Timers {
    fn from(list: Vec<TimerState>) -> Timers {
        let mut timers = Timers::default();
        for timer in list {
            timers.insert(timer);
        }
        timers
    }
}

impl From<Timers> for Vec<TimerState> {
    fn from(timers: Timers) -> Vec<TimerState> {
        timers.due.values().copied().collect()
    }
}
