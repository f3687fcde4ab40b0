//! Cancellations that were swallowed: the task caught `CancelledError`, went on, and ended as if nothing had been.
//!
//! Timeouts and task groups take their cancellations back by `uncancel()`, and a task may cancel itself; neither is
//! one. Nor is a cancellation by nobody in particular, such as that of `asyncio.run()` at its end, nor what a coroutine
//! of the library catches that is a task by itself, such as those of `asyncio.staggered`.

use super::MOST;
use super::say::Say;
use crate::trace::finding::{Finding, FindingKind};
use crate::trace::record::{Record, Settled, StackId, TaskNo};
use crate::trace::state::{Instant, State};
use crate::trace::store::Trace;
use crate::trace::tidy::Used;
use rustc_hash::FxHashMap;

/// What is known of cancellations.
#[derive(Debug, Default)]
pub(super) struct Cancelled {
    /// Requested and not yet settled one way or the other.
    open: FxHashMap<TaskNo, Request>,
    swallowed: Vec<Swallowed>,
}

#[derive(Clone, Copy, Debug)]
struct Request {
    by: TaskNo,
    /// From where.
    from: StackId,
    /// When `CancelledError` was raised in the task, and where that stood.
    thrown: Option<(Instant, StackId)>,
}

#[derive(Clone, Copy, Debug)]
struct Swallowed {
    task: TaskNo,
    request: Request,
    at: Instant,
    stack: StackId,
    to: Instant,
}

impl Cancelled {
    /// Looks at a record; `is_own` tells whether a task runs a coroutine of the program's.
    pub(super) fn see(&mut self, record: &Record, state: &State, is_own: impl Fn(TaskNo) -> bool) {
        match *record {
            Record::CancelRequested {
                task,
                by: Some(by),
                stack: from,
                ..
            } if by != task => {
                self.open.entry(task).or_insert(Request {
                    by,
                    from,
                    thrown: None,
                });
            }
            Record::StepBegan { task, throws: true } => {
                if let Some(request) = self.open.get_mut(&task) {
                    let stack = state.tasks.get(&task).map_or(0, |task| task.stack);
                    request.thrown.get_or_insert((state.now, stack));
                }
            }
            Record::Uncancelled { task, .. } => {
                self.open.remove(&task);
            }
            Record::TaskDone { task, how, .. } if !self.open.is_empty() => {
                if let Some(request) = self.open.remove(&task)
                    && let Some((at, stack)) = request.thrown
                    && how == Settled::Value
                    && self.swallowed.len() < MOST
                    && is_own(task)
                {
                    let to = state.now;
                    self.swallowed.push(Swallowed {
                        task,
                        request,
                        at,
                        stack,
                        to,
                    });
                }
            }
            _ => {}
        }
    }

    pub(super) fn tasks(&self) -> impl Iterator<Item = TaskNo> {
        self.swallowed
            .iter()
            .flat_map(|swallowed| [swallowed.task, swallowed.request.by])
    }

    pub(super) fn forget(&mut self, gone: impl Fn(TaskNo) -> bool) {
        self.open.retain(|&task, _| !gone(task));
    }

    pub(super) fn used(&self, used: &mut Used) {
        let swallowed = self.swallowed.iter().map(|swallowed| &swallowed.request);
        for request in self.open.values().chain(swallowed) {
            used.stack(request.from);
            if let Some((_, stack)) = request.thrown {
                used.stack(stack);
            }
        }
    }

    pub(super) fn findings(&self, trace: &Trace) -> impl Iterator<Item = Finding> {
        self.swallowed
            .iter()
            .map(|swallowed| swallowed.finding(trace))
    }
}

impl Swallowed {
    fn finding(&self, trace: &Trace) -> Finding {
        let say = Say::new(trace)
            .task(self.request.by)
            .text(" cancelled ")
            .task(self.task)
            .at(self.request.from)
            .text(". ")
            .code("CancelledError")
            .text(" was raised in it")
            .at(self.stack)
            .marked(
                ", but the task caught it and ended as if it had not been cancelled. Clean up in `finally:`, or end \
                 `except asyncio.CancelledError:` with `raise`.",
            );
        Finding {
            kind: FindingKind::SwallowedCancellation,
            title: "A cancellation was swallowed".to_owned(),
            at: self.at,
            to: Some(self.to.time),
            sentences: say.done(),
            tasks: vec![self.task, self.request.by],
            cycle: Vec::new(),
            stack: self.stack,
        }
    }
}
