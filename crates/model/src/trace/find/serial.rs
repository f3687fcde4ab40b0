//! Tasks that ran one after the other and could have run together.
//!
//! Only one pattern is taken for it, to raise no false alarm: a task creates another one at some line, awaits it right
//! away and before it creates anything else, and does the same again at the same line, three times or more, each time
//! waiting for a while. Whoever creates a task and awaits it at once gains nothing from its being a task.

use super::MOST;
use super::say::{Say, capital, count};
use crate::trace::apply::Applied;
use crate::trace::finding::{Finding, FindingKind};
use crate::trace::record::{CodeId, Nanos, Purpose, Record, StackId, StepEnd, TaskNo};
use crate::trace::state::{Instant, Phase, State};
use crate::trace::store::Trace;
use crate::trace::tidy::Used;
use crate::trace::words::duration;
use rustc_hash::FxHashMap;

/// How many tasks one after the other are worth mentioning.
const FEWEST: usize = 3;

/// What is known of tasks that create and await.
#[derive(Debug, Default)]
pub(super) struct Serial {
    /// For a task what it created in the step that runs, if that was one task only.
    created: FxHashMap<TaskNo, Option<Child>>,
    /// For a task the child that it awaits right after it created it.
    awaited: FxHashMap<TaskNo, Child>,
    /// Rows of such children, by who created them where.
    rows: FxHashMap<(TaskNo, StackId), Row>,
    /// The rows that are long enough, in the order in which they became so.
    found: Vec<(TaskNo, StackId)>,
}

#[derive(Clone, Copy, Debug)]
struct Child {
    task: TaskNo,
    code: CodeId,
    created: StackId,
}

#[derive(Debug)]
struct Row {
    code: CodeId,
    children: Vec<TaskNo>,
    /// How many there were; `children` are the first of them.
    count: usize,
    from: Instant,
    to: Instant,
    all: Nanos,
    longest: Nanos,
    /// One of them was not awaited right away, or not the same code: then there is a reason for it.
    broken: bool,
}

impl Serial {
    pub(super) fn see(&mut self, record: &Record, state: &State, applied: &Applied) {
        match *record {
            Record::TaskCreated {
                task,
                by: Some(by),
                code,
                created,
                ..
            } if created != 0 => self.create(
                by,
                Child {
                    task,
                    code,
                    created,
                },
            ),
            Record::StepEnded { task, how, .. }
                if how != StepEnd::Waits && !self.created.is_empty() =>
            {
                if let Some(Some(child)) = self.created.remove(&task) {
                    self.broken(task, child);
                }
            }
            Record::Waits { task, purpose, .. } if !self.created.is_empty() => {
                if let Some(Some(child)) = self.created.remove(&task) {
                    if purpose == Purpose::Task(child.task) {
                        self.awaited.insert(task, child);
                    } else {
                        self.broken(task, child);
                    }
                }
            }
            Record::TaskReady { task, .. } if !self.awaited.is_empty() => {
                if let Some(child) = self.awaited.remove(&task)
                    && let (Some(Phase::Waiting { .. }), Some(since)) = (applied.was, applied.since)
                {
                    self.waited(task, child, since, state.now);
                }
            }
            _ => {}
        }
    }

    fn create(&mut self, by: TaskNo, child: Child) {
        match self.created.get(&by).copied() {
            None => {
                self.created.insert(by, Some(child));
            }
            Some(other) => {
                if let Some(other) = other {
                    self.broken(by, other);
                }
                self.broken(by, child);
                self.created.insert(by, None);
            }
        }
    }

    fn broken(&mut self, by: TaskNo, child: Child) {
        if let Some(row) = self.rows.get_mut(&(by, child.created)) {
            row.broken = true;
        }
    }

    fn waited(&mut self, by: TaskNo, child: Child, since: Instant, now: Instant) {
        let took = now.time.saturating_sub(since.time);
        let key = (by, child.created);
        let row = self.rows.entry(key).or_insert_with(|| Row {
            code: child.code,
            children: Vec::new(),
            count: 0,
            from: since,
            to: now,
            all: 0,
            longest: 0,
            broken: false,
        });
        row.broken |= took == 0 || row.code != child.code;
        if row.children.len() < FEWEST {
            row.children.push(child.task);
        }
        row.count += 1;
        row.to = now;
        row.all = row.all.saturating_add(took);
        row.longest = row.longest.max(took);
        if row.count == FEWEST && !row.broken && self.found.len() < MOST {
            self.found.push(key);
        }
    }

    pub(super) fn tasks(&self) -> impl Iterator<Item = TaskNo> {
        self.found.iter().flat_map(|key| {
            let children = self.rows.get(key).map(|row| row.children.iter().copied());
            std::iter::once(key.0).chain(children.into_iter().flatten())
        })
    }

    pub(super) fn forget(&mut self, gone: impl Fn(TaskNo) -> bool) {
        self.created.retain(|&task, _| !gone(task));
        self.awaited.retain(|&task, _| !gone(task));
        let found = &self.found;
        self.rows
            .retain(|key, _| !gone(key.0) || found.contains(key));
    }

    pub(super) fn used(&self, used: &mut Used) {
        for (_, stack) in self.rows.keys() {
            used.stack(*stack);
        }
    }

    pub(super) fn findings(&self, trace: &Trace) -> impl Iterator<Item = Finding> {
        let rows = self.found.iter();
        let rows = rows.filter_map(|key| Some((key, self.rows.get(key)?)));
        rows.filter(|(_, row)| !row.broken)
            .map(|(key, row)| row.finding(trace, *key))
    }
}

impl Row {
    fn finding(&self, trace: &Trace, (by, stack): (TaskNo, StackId)) -> Finding {
        let name = trace
            .code(self.code)
            .map_or("", |code| trace.text(code.name));
        let mut say = Say::new(trace)
            .task(by)
            .text(&format!(" created {} tasks", count(self.count)));
        if !name.is_empty() {
            say = say.text(" of ").code(name);
        }
        let (all, longest) = (duration(self.all), duration(self.longest));
        let say = say
            .text(" one after the other")
            .at(stack)
            .text(&format!(
                ", and waited for each before it created the next: {all} in all. Together they would have taken about \
                 {longest}, if none needs what another one did."
            ))
            .marked(" Create all of them first, in an `asyncio.TaskGroup`, or give them to `asyncio.gather()`.");
        let mut tasks = vec![by];
        tasks.extend(&self.children);
        Finding {
            kind: FindingKind::CouldRunTogether,
            title: format!(
                "{} tasks ran one after the other",
                capital(&count(self.count))
            ),
            at: self.from,
            to: Some(self.to.time),
            sentences: say.done(),
            tasks,
            cycle: Vec::new(),
            stack,
        }
    }
}
