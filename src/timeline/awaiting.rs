//! Which tasks wait for which, kept from one moment of a trace to the next: of very many tasks few move in between.

use std::collections::{BTreeSet, HashMap};

use coroscope_model::trace::{Phase, Purpose, TaskNo, TaskState, Tasks};

/// Who waits for whom among the tasks of one moment.
#[derive(Default)]
pub(super) struct Awaiting {
    tasks: Tasks,
    /// The task for which a task waits.
    whom: HashMap<TaskNo, TaskNo>,
    /// The tasks that wait for a task.
    who: HashMap<TaskNo, BTreeSet<TaskNo>>,
}

impl Awaiting {
    /// The tasks that wait for one, in the order of their numbers, among those of another moment.
    pub(super) fn by(&mut self, tasks: &Tasks, task: TaskNo) -> Vec<TaskNo> {
        for (other, known) in tasks.changed(&self.tasks) {
            let now = known.and_then(waits_for);
            let before = match now {
                Some(now) => self.whom.insert(other, now),
                None => self.whom.remove(&other),
            };
            if before == now {
                continue;
            }
            if let Some(before) = before
                && let Some(who) = self.who.get_mut(&before)
            {
                who.remove(&other);
                if who.is_empty() {
                    self.who.remove(&before);
                }
            }
            if let Some(now) = now {
                self.who.entry(now).or_default().insert(other);
            }
        }
        self.tasks.clone_from(tasks);
        let who = self.who.get(&task);
        who.map_or_else(Vec::new, |who| who.iter().copied().collect())
    }
}

fn waits_for(known: &TaskState) -> Option<TaskNo> {
    match known.phase {
        Phase::Waiting {
            purpose: Purpose::Task(task),
            ..
        } => Some(task),
        _ => None,
    }
}
