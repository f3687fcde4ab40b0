//! The tasks of a state. Those that have ended no longer change, and are nearly all of a long run's: states share them.

use super::blocks::Blocks;
use super::record::TaskNo;
use super::state::{Phase, TaskState};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, VecDeque};
use std::ops::Index;
use std::rc::Rc;

/// How many ended tasks are shared together: a state copies fewer than that, and looks a task up in so many fewer places.
const PIECE: usize = 512;

/// The tasks of a state, by number.
#[derive(Clone, Debug, Default)]
pub struct Tasks {
    /// Those that can change, and those that ended last.
    own: Blocks<TaskState>,
    /// The others that have ended, in that order. Of a number that is there twice the later one counts, and before both
    /// that in `own`.
    shared: Vec<Piece>,
}

/// Tasks that ended one after the other, sorted by number.
#[derive(Clone, Debug)]
struct Piece(Rc<[(TaskNo, TaskState)]>);

impl Tasks {
    /// A task.
    pub fn get(&self, task: &TaskNo) -> Option<&TaskState> {
        let own = self.own.get(*task);
        own.or_else(|| self.shared.iter().rev().find_map(|piece| piece.get(*task)))
    }

    /// Those that have not ended, in the order of their numbers.
    pub fn live(&self) -> impl Iterator<Item = (TaskNo, &TaskState)> {
        let live = |(_, state): &(TaskNo, &TaskState)| !state.has_ended();
        self.own.iter().filter(live)
    }

    /// The tasks that are not the same as `before`, each with its state if it has not ended now; in the order of their
    /// numbers. What copies share is skipped, so that between two states of one run it takes about as long as there are
    /// changes.
    pub fn changed<'a>(
        &'a self,
        before: &'a Tasks,
    ) -> impl Iterator<Item = (TaskNo, Option<&'a TaskState>)> {
        let changed = self.own.changed(&before.own);
        changed.map(|(task, now)| (task, now.filter(|now| !now.has_ended())))
    }

    /// All of them, in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (TaskNo, &TaskState)> {
        let shared = self.shared.iter().flat_map(|piece| piece.0.iter());
        let mut all: BTreeMap<TaskNo, &TaskState> =
            shared.map(|(task, state)| (*task, state)).collect();
        all.extend(self.own.iter());
        all.into_iter()
    }

    /// A task that has not ended.
    pub(super) fn live_mut(&mut self, task: TaskNo) -> Option<&mut TaskState> {
        self.own.get_mut(task).filter(|state| !state.has_ended())
    }

    /// Another task, instead of one of that number that has ended.
    pub(super) fn insert(&mut self, task: TaskNo, state: TaskState) {
        self.own.insert(task, state);
    }

    /// Takes a task out that has just ended.
    fn take_ended(&mut self, task: TaskNo) -> Option<TaskState> {
        self.own.get(task).filter(|state| state.has_ended())?;
        self.own.remove(task)
    }

    /// Forgets those that have ended.
    pub(super) fn forget_ended(&mut self) {
        self.shared.clear();
        let live = self.live().map(|(task, state)| (task, state.clone()));
        self.own = live.collect();
    }

    /// How many a copy has to copy.
    pub(super) fn own_len(&self) -> usize {
        self.own.len()
    }
}

impl TaskState {
    const fn has_ended(&self) -> bool {
        matches!(self.phase, Phase::Done { .. })
    }
}

impl Index<&TaskNo> for Tasks {
    type Output = TaskState;

    fn index(&self, task: &TaskNo) -> &TaskState {
        self.get(task).expect("a task of the state")
    }
}

impl PartialEq for Tasks {
    fn eq(&self, other: &Tasks) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Serialize for Tasks {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Tasks {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Tasks, D::Error> {
        let tasks = BTreeMap::deserialize(deserializer)?;
        Ok(tasks.into_iter().collect())
    }
}

impl FromIterator<(TaskNo, TaskState)> for Tasks {
    fn from_iter<T: IntoIterator<Item = (TaskNo, TaskState)>>(tasks: T) -> Tasks {
        Tasks {
            own: tasks.into_iter().collect(),
            shared: Vec::new(),
        }
    }
}

impl Piece {
    fn get(&self, task: TaskNo) -> Option<&TaskState> {
        // Tasks end about in the order of their creation: most pieces are told by their ends.
        if self.0.first()?.0 > task || self.0.last()?.0 < task {
            return None;
        }
        let place = self.0.binary_search_by_key(&task, |(no, _)| *no).ok()?;
        self.0.get(place).map(|(_, state)| state)
    }
}

/// All tasks of a trace that have ended, each kept once.
#[derive(Debug, Default)]
pub(super) struct Ended {
    /// In the order in which they ended, each with the event of its last.
    pieces: VecDeque<(u64, Piece)>,
    /// The last ones, and the event of the last of all.
    open: BTreeMap<TaskNo, TaskState>,
    last: u64,
}

impl Ended {
    /// Takes a task out of those of the newest state, if it has just ended.
    pub(super) fn take(&mut self, task: TaskNo, tasks: &mut Tasks) {
        let Some(state) = tasks.take_ended(task) else {
            return;
        };
        // A file may use a number again. Then both are kept.
        if self.open.contains_key(&task) {
            self.close();
        }
        self.last = state.since.event;
        self.open.insert(task, state);
        if self.open.len() == PIECE {
            self.close();
        }
    }

    fn close(&mut self) {
        let piece = std::mem::take(&mut self.open).into_iter().collect();
        self.pieces.push_back((self.last, Piece(piece)));
    }

    /// Adds those that had ended by an event to tasks that had not.
    pub(super) fn add(&self, tasks: &mut Tasks, event: u64) {
        let whole = self.whole(event);
        let shared = self.pieces.range(..whole).map(|(_, piece)| piece.clone());
        tasks.shared = shared.collect();
        let part = self
            .pieces
            .get(whole)
            .map_or(&[][..], |(_, piece)| &piece.0);
        let part = part.iter().map(|(task, state)| (*task, state));
        let open = self.open.iter().map(|(&task, state)| (task, state));
        for (task, state) in part.chain(open) {
            if state.since.event <= event {
                // In the order in which they ended, but what goes on in `own` counts before them.
                let known = tasks.own.get_or_insert(task, || state.clone());
                if known.has_ended() && known.since.event < state.since.event {
                    known.clone_from(state);
                }
            }
        }
    }

    /// Forgets those that had ended by an event.
    pub(super) fn forget(&mut self, event: u64) {
        let whole = self.whole(event);
        self.pieces.drain(..whole);
        if let Some((_, piece)) = self.pieces.front_mut() {
            let later = piece
                .0
                .iter()
                .filter(|(_, state)| state.since.event > event);
            *piece = Piece(later.cloned().collect());
        }
        self.open.retain(|_, state| state.since.event > event);
    }

    /// How many pieces are full of tasks that had ended by an event.
    fn whole(&self, event: u64) -> usize {
        self.pieces.partition_point(|(last, _)| *last <= event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::record::Settled;
    use crate::trace::state::{Counters, Instant};

    fn ended(at: u64) -> TaskState {
        let since = Instant {
            event: at,
            ..Instant::default()
        };
        TaskState {
            name: 0,
            phase: Phase::Done {
                how: Settled::Value,
                text: 0,
                stack: 0,
            },
            since,
            stack: 0,
            cancelling: 0,
            counters: Counters::default(),
        }
    }

    /// The numbers of the tasks that had ended by an event, and how many of those are copies.
    fn until(store: &Ended, event: u64) -> (Vec<TaskNo>, usize) {
        let mut tasks = Tasks::default();
        store.add(&mut tasks, event);
        (
            tasks.iter().map(|(task, _)| task).collect(),
            tasks.own_len(),
        )
    }

    #[test]
    fn what_has_ended_is_shared_and_only_the_last_are_copied() {
        let mut store = Ended::default();
        for task in 1..=2_000 {
            let mut newest = Tasks::from_iter([(task, ended(10 * task))]);
            store.take(task, &mut newest);
            assert_eq!(newest.own_len(), 0);
        }
        for (event, last, copies) in [
            (9, 0, 0),
            (10, 1, 1),
            (5_119, 511, 511),
            (5_120, 512, 0),
            (5_130, 513, 1),
            (20_000, 2_000, 2_000 - 3 * 512),
        ] {
            assert_eq!(until(&store, event), ((1..=last).collect(), copies));
        }
        store.forget(7_000);
        assert_eq!(until(&store, 7_000), (Vec::new(), 0));
        assert_eq!(until(&store, 20_000).0, (701..=2_000).collect::<Vec<_>>());
    }

    #[test]
    fn of_a_number_that_is_there_twice_the_later_one_counts() {
        let mut store = Ended::default();
        for event in [3, 5] {
            store.take(1, &mut Tasks::from_iter([(1, ended(event))]));
        }
        let since = |event: u64, own: Tasks| {
            let mut tasks = own;
            store.add(&mut tasks, event);
            tasks.get(&1).map(|task| task.since.event)
        };
        assert_eq!(since(2, Tasks::default()), None);
        assert_eq!(since(4, Tasks::default()), Some(3));
        assert_eq!(since(5, Tasks::default()), Some(5));
        let mut live = ended(4);
        live.phase = Phase::Running;
        assert_eq!(since(4, Tasks::from_iter([(1, live)])), Some(4));
    }
}
