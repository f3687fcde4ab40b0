//! What CPython says on stderr, where few look: never awaited, never retrieved, destroyed while pending.

use super::MOST;
use super::say::{Say, capital, count};
use crate::trace::finding::{Finding, FindingKind};
use crate::trace::record::{Complaint, Record, StackId, TaskNo, TextId};
use crate::trace::state::Instant;
use crate::trace::store::Trace;
use crate::trace::tidy::Used;

/// The complaints so far, those about one place together.
#[derive(Debug, Default)]
pub(super) struct Complaints {
    seen: Vec<Seen>,
}

#[derive(Debug)]
struct Seen {
    kind: Complaint,
    text: TextId,
    stack: StackId,
    at: Instant,
    tasks: Vec<TaskNo>,
    times: usize,
}

impl Complaints {
    pub(super) fn see(&mut self, record: &Record, now: Instant) {
        let Record::Complained {
            kind,
            task,
            text,
            stack,
        } = *record
        else {
            return;
        };
        // There is no more to say about it than the program's own output does.
        if kind == Complaint::Handler {
            return;
        }
        let same = |seen: &&mut Seen| {
            seen.kind == kind && seen.stack == stack && (stack != 0 || seen.text == text)
        };
        if let Some(seen) = self.seen.iter_mut().find(same) {
            seen.times += 1;
            if seen.tasks.len() < MOST {
                seen.tasks.extend(task);
            }
        } else if self.seen.len() < MOST {
            self.seen.push(Seen {
                kind,
                text,
                stack,
                at: now,
                tasks: task.into_iter().collect(),
                times: 1,
            });
        }
    }

    pub(super) fn tasks(&self) -> impl Iterator<Item = TaskNo> {
        self.seen.iter().flat_map(|seen| seen.tasks.iter().copied())
    }

    pub(super) fn used(&self, used: &mut Used) {
        for seen in &self.seen {
            used.text(seen.text);
            used.stack(seen.stack);
        }
    }

    pub(super) fn findings(&self, trace: &Trace) -> impl Iterator<Item = Finding> {
        self.seen.iter().filter_map(|seen| seen.finding(trace))
    }
}

impl Seen {
    fn finding(&self, trace: &Trace) -> Option<Finding> {
        let many = self.times > 1;
        let (kind, one, several, advice) = match self.kind {
            Complaint::NeverAwaited => (
                FindingKind::NeverAwaited,
                "A coroutine was never awaited",
                "coroutines were never awaited",
                " Calling an `async def` function only makes a coroutine: write `await` in front of the call, or give \
                 it to `asyncio.create_task()`.",
            ),
            Complaint::NeverRetrieved => (
                FindingKind::NeverRetrieved,
                "An exception was never retrieved",
                "exceptions were never retrieved",
                " Nobody asked how it ended, so the error went unheard: `await` the task, or use a \
                 `asyncio.TaskGroup`, which does.",
            ),
            Complaint::DestroyedPending => (
                FindingKind::DestroyedPending,
                "A task was destroyed while it was pending",
                "tasks were destroyed while they were pending",
                " The loop holds tasks only weakly: keep a reference until the task has ended, or use a \
                 `asyncio.TaskGroup`, and `await` it before the loop ends.",
            ),
            Complaint::Handler => return None,
        };
        let title = match many {
            false => one.to_owned(),
            true => capital(&format!("{} {several}", count(self.times))),
        };
        let mut say = Say::new(trace);
        if let Some(&task) = self.tasks.first() {
            say = say.task(task).text(": ");
        }
        // CPython's own words, which can be looked up.
        say = say.code(trace.text(self.text).trim_end());
        if trace.own_place(self.stack).is_some() {
            let created = match (many, self.kind) {
                (false, _) => ", created",
                (true, Complaint::NeverAwaited) => " and others like it, all created",
                (true, _) => ", and others created",
            };
            say = say.text(created).at(self.stack);
        } else if many {
            say = say.text(&format!(", {} times", count(self.times)));
        }
        Some(Finding {
            kind,
            title,
            at: self.at,
            to: None,
            sentences: say.text(".").marked(advice).done(),
            tasks: self.tasks.clone(),
            cycle: Vec::new(),
            stack: self.stack,
        })
    }
}
