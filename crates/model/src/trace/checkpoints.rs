//! States kept on the way, from which every other is reached by a few records.
//!
//! A checkpoint holds what is alive and not the tasks that have ended: those no longer change and are kept once, and
//! states share them. The next one comes after twice as many events as the last one has entries, [`FEWEST`]
//! at least and [`MOST`] at most: so checkpoints cost so many bytes an event however large the state is, until it is so
//! large that reaching an event would take too long. What is the same in two checkpoints is there once.

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
}

impl Checkpoints {
    /// Looks at the state after an event: takes out a task that has ended, and makes a checkpoint if one is due.
    pub(super) fn visit(&mut self, state: &mut State, done: Option<TaskNo>) {
        if let Some(task) = done {
            self.ended.take(task, &mut state.tasks);
        }
        if state.now.event >= self.next {
            self.next = state.now.event + (2 * state.entries() as u64).clamp(FEWEST, MOST);
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

    /// Forgets what is not needed for the events after `base`.
    pub(super) fn forget(&mut self, mut base: State) {
        self.ended.forget(base.now.event);
        base.tasks.forget_ended();
        let before = self
            .states
            .partition_point(|state| state.now.event <= base.now.event);
        self.states.drain(..before);
        self.states.push_front(base);
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
