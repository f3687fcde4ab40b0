//! The state machine of a task, after CPython's `Task` (`Lib/asyncio/tasks.py`,
//! `Modules/_asynciomodule.c`, version 3.14).
//!
//! ```text
//!            ┌───────────3─────────────┐
//!            ▼                         │
//!  ──1──▶ Queued ─────────2─────────▶ Running ──5──▶ Done
//!                                      │ ▲
//!                                      4 │
//!                                      ▼ 2
//!                                    Waiting
//!
//!  1  TaskCore::new          the caller queues the first step (Scheduler::schedule_step)
//!                            or runs it at once (Scheduler::start_eagerly)
//!  2  TaskCore::begin_step   Scheduler::step, from the ready queue: a first step, a bare yield, an
//!                            exception to throw, or the wakeup that its future scheduled
//!  3  TaskCore::requeue      the coroutine yielded; its next step is queued
//!  4  TaskCore::wait_for     the coroutine awaits a future and is subscribed to it
//!  5  TaskCore::finish       the coroutine returned, raised, or was cancelled
//! ```
//!
//! A cancellation ([`TaskCore::cancel`]) takes one of two ways. A waiting task passes it on to the
//! future that it waits for, whose end then wakes the task with a `CancelledError`. If there is no such
//! future, or it refuses because it is done, the task *must cancel*: the next step throws.

use crate::{TaskId, Types};

/// Where a task is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// A step is in the ready queue.
    Queued,
    /// Its coroutine is running right now.
    Running,
    /// It waits for a future. Until the wakeup has run this is so even if the future is done by now.
    Waiting,
    /// Its coroutine has ended.
    Done,
}

/// What became of a call of [`TaskCore::cancel`].
#[must_use]
pub enum CancelRequest<T: Types> {
    /// The task has ended; nothing has changed.
    AlreadyDone,
    /// Cancel the future that the task waits for. If it refuses, call [`TaskCore::must_cancel_with`].
    Forward(T::Future),
    /// The next step throws a `CancelledError`.
    AtNextStep,
}

/// What the coroutine's step begins with; see [`TaskCore::begin_step`].
pub(crate) struct BeginStep<T: Types> {
    pub(crate) id: TaskId,
    /// A cancellation is due, with this message.
    pub(crate) cancel: Option<Option<T::Message>>,
    /// What the task had waited for; to be dropped when the core is no longer lent.
    pub(crate) waited: Option<T::Future>,
}

/// The state of one task. Owned by the world's own task object, next to the
/// [`FutureCore`](crate::FutureCore) of the future that every task is.
pub struct TaskCore<T: Types> {
    id: TaskId,
    phase: Phase,
    must_cancel: bool,
    cancel_requests: u32,
    cancel_message: Option<T::Message>,
    waiter: Option<T::Future>,
}

impl<T: Types> TaskCore<T> {
    /// A task whose first step is about to be queued or run. The id comes from
    /// [`Scheduler::new_task_id`](crate::Scheduler::new_task_id).
    #[must_use]
    pub const fn new(id: TaskId) -> TaskCore<T> {
        TaskCore {
            id,
            phase: Phase::Queued,
            must_cancel: false,
            cancel_requests: 0,
            cancel_message: None,
            waiter: None,
        }
    }

    /// The task's id.
    #[must_use]
    pub const fn id(&self) -> TaskId {
        self.id
    }

    /// Where the task is in its life.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        self.phase
    }

    /// The future that the task waits for (`_fut_waiter`).
    #[must_use]
    pub const fn waiter(&self) -> Option<&T::Future> {
        self.waiter.as_ref()
    }

    /// Whether the next step throws a `CancelledError` (`_must_cancel`).
    #[must_use]
    pub const fn must_cancel(&self) -> bool {
        self.must_cancel
    }

    /// How many cancellations were requested and not taken back (`cancelling()`).
    #[must_use]
    pub const fn cancelling(&self) -> u32 {
        self.cancel_requests
    }

    /// The message of the newest cancellation that was not passed on (`_cancel_message`).
    #[must_use]
    pub const fn cancel_message(&self) -> Option<&T::Message> {
        self.cancel_message.as_ref()
    }

    /// Replaces the message, and returns the old one for dropping outside.
    pub const fn set_cancel_message(&mut self, message: Option<T::Message>) -> Option<T::Message> {
        std::mem::replace(&mut self.cancel_message, message)
    }

    /// Requests a cancellation. Counts, unless the task has ended.
    /// [`Scheduler::cancel_task`](crate::Scheduler::cancel_task) does all that follows from it.
    pub fn cancel(&mut self, message: Option<&T::Message>) -> CancelRequest<T> {
        if self.phase == Phase::Done {
            return CancelRequest::AlreadyDone;
        }
        self.cancel_requests = self.cancel_requests.saturating_add(1);
        if let Some(future) = &self.waiter {
            return CancelRequest::Forward(future.clone());
        }
        self.must_cancel_with(message.cloned());
        CancelRequest::AtNextStep
    }

    /// Makes the next step throw a `CancelledError` with this message, because the future that
    /// [`CancelRequest::Forward`] named refused to be cancelled.
    pub fn must_cancel_with(&mut self, message: Option<T::Message>) {
        self.must_cancel = true;
        self.cancel_message = message;
    }

    /// Takes one request back and returns how many are left. When none is left, a cancellation that
    /// was not thrown yet is called off (since Python 3.13).
    pub const fn uncancel(&mut self) -> u32 {
        if self.cancel_requests > 0 {
            self.cancel_requests -= 1;
            if self.cancel_requests == 0 {
                self.must_cancel = false;
            }
        }
        self.cancel_requests
    }

    /// The task's future was settled by somebody else than the scheduler: no step will run any more.
    /// Returns what the task had waited for, for dropping outside.
    pub const fn abandon(&mut self) -> Option<T::Future> {
        self.phase = Phase::Done;
        self.waiter.take()
    }

    /// Arrow 2. `None` if the task has ended.
    pub(crate) fn begin_step(&mut self) -> Option<BeginStep<T>> {
        if self.phase == Phase::Done {
            return None;
        }
        self.phase = Phase::Running;
        let cancel = if self.must_cancel {
            self.must_cancel = false;
            Some(self.cancel_message.clone())
        } else {
            None
        };
        Some(BeginStep {
            id: self.id,
            cancel,
            waited: self.waiter.take(),
        })
    }

    /// Arrow 3.
    pub(crate) const fn requeue(&mut self) {
        self.phase = Phase::Queued;
    }

    /// Arrow 4. If the task was cancelled while it ran, says so: the future is then to be cancelled
    /// with this message, and if it agrees, [`cancel_passed_on`](TaskCore::cancel_passed_on).
    pub(crate) fn wait_for(&mut self, future: T::Future) -> Option<Option<T::Message>> {
        self.phase = Phase::Waiting;
        // Empty: begin_step took it, and the coroutine cannot have waited since.
        self.waiter = Some(future);
        self.must_cancel.then(|| self.cancel_message.clone())
    }

    /// The future that the task waits for took its cancellation over.
    pub(crate) const fn cancel_passed_on(&mut self) {
        self.must_cancel = false;
    }

    /// Arrow 5 for a coroutine that returned. If the task was cancelled right before that, it counts
    /// as cancelled, with this message.
    pub(crate) fn finish_returned(&mut self) -> Option<Option<T::Message>> {
        self.phase = Phase::Done;
        if self.must_cancel {
            self.must_cancel = false;
            Some(self.cancel_message.clone())
        } else {
            None
        }
    }

    /// Arrow 5 for a coroutine that raised.
    pub(crate) const fn finish(&mut self) {
        self.phase = Phase::Done;
    }
}
