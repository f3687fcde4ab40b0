//! Tasks by something that their states say, kept from one moment of a trace to the next: there can be very many, of which
//! few change in between.

use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

use coroscope_model::trace::{TaskNo, TaskState, Tasks};

/// The tasks of one moment by their keys.
pub(super) struct Kept<K> {
    tasks: Tasks,
    keys: FxHashMap<TaskNo, K>,
    by_key: BTreeMap<K, BTreeSet<TaskNo>>,
}

impl<K> Default for Kept<K> {
    fn default() -> Self {
        Self {
            tasks: Tasks::default(),
            keys: FxHashMap::default(),
            by_key: BTreeMap::new(),
        }
    }
}

impl<K: Copy + Ord> Kept<K> {
    /// Takes over what has changed. `key` is asked of those that have not ended; a task without one is left out.
    pub(super) fn move_to(
        &mut self,
        tasks: &Tasks,
        mut key: impl FnMut(TaskNo, &TaskState) -> Option<K>,
    ) {
        for (task, known) in tasks.changed(&self.tasks) {
            let now = known.and_then(|known| key(task, known));
            let before = match now {
                Some(now) => self.keys.insert(task, now),
                None => self.keys.remove(&task),
            };
            if before == now {
                continue;
            }
            if let Some(before) = before
                && let Some(others) = self.by_key.get_mut(&before)
            {
                others.remove(&task);
                if others.is_empty() {
                    self.by_key.remove(&before);
                }
            }
            if let Some(now) = now {
                self.by_key.entry(now).or_default().insert(task);
            }
        }
        self.tasks.clone_from(tasks);
    }

    /// A task's key.
    pub(super) fn key(&self, task: TaskNo) -> Option<K> {
        self.keys.get(&task).copied()
    }

    /// The keys that tasks have, in order.
    pub(super) fn keys(&self) -> impl Iterator<Item = K> + '_ {
        self.by_key.keys().copied()
    }

    /// The tasks with a key, in the order of their numbers.
    pub(super) fn tasks(&self, key: K) -> impl Iterator<Item = TaskNo> + '_ {
        self.by_key.get(&key).into_iter().flatten().copied()
    }

    /// How many those are.
    pub(super) fn count(&self, key: K) -> usize {
        self.by_key.get(&key).map_or(0, BTreeSet::len)
    }
}
