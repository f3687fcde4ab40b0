//! States kept on the way, from which every other is reached by a few records.
//!
//! A checkpoint holds what is alive and not the tasks that have ended: those no longer change and are kept once, and
//! states share them. The next one comes after twice as many events as the last one has entries, [`FEWEST`]
//! at least and [`MOST`] at most: so checkpoints cost so many bytes an event however large the state is, until it is so
//! large that reaching an event would take too long. What is the same in two checkpoints is there once. And there is one where
//! the trace will begin when the oldest events are dropped, so that this takes no going through records.

use super::record::TaskNo;
use super::state::State;
use super::tasks::Ended;
use std::collections::VecDeque;

/// How many events there are between two checkpoints at least.
const FEWEST: u64 = 1_000;

/// How many at most: what takes some 50 ms to go through.
const MOST: u64 = 150_000;

/// The checkpoints of a trace.
#[derive(Debug, Default)]
pub(super) struct Checkpoints {
    /// Sorted by event.
    states: VecDeque<State>,
    ended: Ended,
    /// When the next one is due.
    next: u64,
    /// There is one after each so many events.
    period: u64,
}

impl Checkpoints {
    /// None yet; there will be one after each `period` events, and others between.
    pub(super) fn new(period: u64) -> Self {
        Self {
            period: period.max(1),
            ..Self::default()
        }
    }

    /// Looks at the state after an event: takes out a task that has ended, and makes a checkpoint if one is due.
    pub(super) fn visit(&mut self, state: &mut State, done: Option<TaskNo>) {
        if let Some(task) = done {
            self.ended.take(task, &mut state.tasks);
        }
        if state.now.event >= self.next {
            let event = state.now.event;
            let period = (event / self.period + 1).saturating_mul(self.period);
            let soon = event + (2 * state.entries() as u64).clamp(FEWEST, MOST);
            self.next = soon.min(period);
            self.states.push_back(state.clone());
        }
    }

    /// The last checkpoint at or before an event, with all its tasks.
    pub(super) fn before(&self, event: u64) -> State {
        let after = self
            .states
            .partition_point(|state| state.now.event <= event);
        let state = match after
            .checked_sub(1)
            .and_then(|place| self.states.get(place))
        {
            Some(state) => state.clone(),
            None => State::default(),
        };
        self.with_ended(state)
    }

    /// A state of those that are alive, with the tasks that had ended by then.
    pub(super) fn with_ended(&self, mut state: State) -> State {
        self.ended.add(&mut state.tasks, state.now.event);
        state
    }

    /// Whether there is one after this very event.
    pub(super) fn has(&self, event: u64) -> bool {
        let place = self
            .states
            .binary_search_by_key(&event, |state| state.now.event);
        place.is_ok()
    }

    /// Forgets what is not needed for the events after `base`. Takes the state after it if there is no checkpoint.
    pub(super) fn forget(&mut self, base: u64, state: Option<State>) {
        self.ended.forget(base);
        let before = self.states.partition_point(|state| state.now.event < base);
        self.states.drain(..before);
        if let Some(mut state) = state {
            state.tasks.forget_ended();
            self.states.push_front(state);
        }
    }
}

impl State {
    /// How many entries there are: what copying costs.
    fn entries(&self) -> usize {
        let waiters: usize = self
            .primitives
            .values()
            .map(|primitive| primitive.waiters.len() + primitive.holders.len())
            .sum();
        let lists = self.ready.len() + self.timers.len() + self.running.len() + waiters;
        lists + self.tasks.own_len() + self.futures.len() + self.primitives.len()
    }
}
