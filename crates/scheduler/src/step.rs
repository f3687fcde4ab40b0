//! One step of a task: CPython's `task_step_impl` and `Task.cancel`, for any world.

use crate::task::BeginStep;
use crate::{
    CancelRequest, Driver, Event, Outcome, Ready, Resume, Scheduler, Settled, Step, StepEnd,
    Suspension, TaskCore, TaskId, Types,
};
use std::cell::Cell;

/// # Tasks
impl<T: Types> Scheduler<T> {
    /// Runs the task's coroutine to its next suspension, and does what follows from how it ended.
    ///
    /// [`turn`](Scheduler::turn) calls this for what it takes from the ready queue. It is public for
    /// wakeups that a foreign loop calls. The order of things is CPython's:
    ///
    /// 1. A cancellation that is due replaces `input` by a `CancelledError`, unless `input` throws one.
    /// 2. The task no longer waits for anything; its coroutine runs.
    /// 3. If it yielded, its next step is queued. If it awaits a future, its wakeup is added to the
    ///    future's callbacks; if it was cancelled while it ran, the future is cancelled at once. If it has
    ///    ended, its own future is settled; if it was cancelled right before it returned, as cancelled.
    ///
    /// # Errors
    /// What leaves the loop.
    pub fn step<D: Driver<T>>(
        &self,
        driver: &D,
        task: T::Task,
        input: Resume<T>,
    ) -> Result<(), D::Exit> {
        self.step_inline(driver, task, input)
    }

    /// [`step`](Scheduler::step) where it is worth its room.
    #[inline(always)]
    pub(crate) fn step_inline<D: Driver<T>>(
        &self,
        driver: &D,
        task: T::Task,
        input: Resume<T>,
    ) -> Result<(), D::Exit> {
        let Some(BeginStep { id, cancel, waited }) = driver.with_task(&task, TaskCore::begin_step)
        else {
            return driver.already_done(&task, input);
        };
        let input = match cancel {
            Some(message) => self.cancelled_input(driver, &task, input, message),
            None => input,
        };
        drop(waited);
        self.run_coroutine(driver, task, id, input)
    }

    /// Runs the first step of a new task at once, inside the step that creates it (or outside of any):
    /// an eager start, as `asyncio.eager_task_factory` has it. The task may be done afterwards.
    ///
    /// # Errors
    /// What leaves the loop; the caller's own step is then to let it through.
    pub fn start_eagerly<D: Driver<T>>(&self, driver: &D, task: T::Task) -> Result<(), D::Exit> {
        self.step(driver, task, Resume::Send)
    }

    /// Requests the cancellation of a task (`Task.cancel`). Returns false if it has ended.
    ///
    /// If the task waits for a future, that is cancelled; the task goes on when it is done. Otherwise, or
    /// if the future refuses, the task's next step throws a `CancelledError`. The coroutine may catch
    /// it, so true does not mean that the task will end as cancelled.
    pub fn cancel_task<D: Driver<T>>(
        &self,
        driver: &D,
        task: &T::Task,
        message: Option<T::Message>,
    ) -> bool {
        let (request, id) =
            driver.with_task(task, |core| (core.cancel(message.as_ref()), core.id()));
        let observe = || {
            self.emit(|| Event::CancelRequested {
                task: id,
                by: self.current.get(),
            })
        };
        match request {
            CancelRequest::AlreadyDone => return false,
            CancelRequest::AtNextStep => observe(),
            CancelRequest::Forward(future) => {
                observe();
                if !driver.cancel_future(&future, message.clone()) {
                    driver.with_task(task, |core| core.must_cancel_with(message));
                }
            }
        }
        true
    }

    /// What is thrown when a cancellation is due: an exception that already is a `CancelledError` goes
    /// first, and uses the cancellation up.
    #[cold]
    fn cancelled_input<D: Driver<T>>(
        &self,
        driver: &D,
        task: &T::Task,
        input: Resume<T>,
        message: Option<T::Message>,
    ) -> Resume<T> {
        match input {
            Resume::Throw(error) if driver.is_cancelled_error(&error) => Resume::Throw(error),
            _ => Resume::Throw(driver.cancelled_error(task, message)),
        }
    }

    #[inline(always)]
    fn run_coroutine<D: Driver<T>>(
        &self,
        driver: &D,
        task: T::Task,
        id: TaskId,
        input: Resume<T>,
    ) -> Result<(), D::Exit> {
        self.emit(|| Event::StepBegan {
            task: id,
            throws: matches!(input, Resume::Throw(_)),
        });
        let step = {
            let _current = Current::enter(&self.current, id);
            let step = driver.resume(&task, input);
            if !matches!(step, Step::Suspended(Suspension::Yield)) {
                self.emit(|| Event::StepEnded {
                    task: id,
                    how: step.end(),
                });
            }
            step
        };
        match step {
            Step::Suspended(Suspension::Yield) => {
                driver.with_task(&task, TaskCore::requeue);
                self.observe_yield(id);
                self.enqueue(Ready::Step(task));
            }
            Step::Suspended(Suspension::Await(future)) => self.wait_for(driver, task, id, future),
            Step::Suspended(Suspension::Invalid(error)) => {
                driver.with_task(&task, TaskCore::requeue);
                self.schedule_throw(task, error);
            }
            Step::Returned(value) => {
                let cancelled = driver.with_task(&task, TaskCore::finish_returned);
                let outcome = cancelled.map_or(Outcome::Value(value), Outcome::Cancelled);
                self.finish(driver, &task, id, outcome, None);
            }
            Step::Cancelled(error) => {
                driver.with_task(&task, TaskCore::finish);
                self.finish(driver, &task, id, Outcome::Cancelled(None), Some(error));
            }
            Step::Raised(error) => {
                driver.with_task(&task, TaskCore::finish);
                self.finish(driver, &task, id, Outcome::Error(error), None);
            }
            Step::Fatal(error, exit) => {
                driver.with_task(&task, TaskCore::finish);
                self.finish(driver, &task, id, Outcome::Error(error), None);
                return Err(exit);
            }
        }
        Ok(())
    }

    fn wait_for<D: Driver<T>>(&self, driver: &D, task: T::Task, id: TaskId, future: T::Future) {
        self.emit(|| Event::Waits {
            task: id,
            future: T::future_id(&future),
        });
        if let Err(error) = driver.subscribe(&task, &future) {
            driver.with_task(&task, TaskCore::requeue);
            self.schedule_throw(task, error);
            return;
        }
        let cancel = driver.with_task(&task, |core| core.wait_for(future.clone()));
        if let Some(message) = cancel
            && driver.cancel_future(&future, message)
        {
            driver.with_task(&task, TaskCore::cancel_passed_on);
        }
    }

    fn finish<D: Driver<T>>(
        &self,
        driver: &D,
        task: &T::Task,
        id: TaskId,
        outcome: Outcome<T>,
        cause: Option<T::Error>,
    ) {
        self.emit(|| {
            let how = match &outcome {
                Outcome::Value(_) => Settled::Value,
                Outcome::Error(_) => Settled::Error,
                Outcome::Cancelled(_) => Settled::Cancelled,
            };
            Event::TaskDone { task: id, how }
        });
        driver.finish(task, outcome, cause);
    }
}

impl<T: Types, X> Step<T, X> {
    const fn end(&self) -> StepEnd {
        match self {
            Step::Suspended(Suspension::Yield) => StepEnd::Yielded,
            Step::Suspended(Suspension::Await(_)) => StepEnd::Waits,
            Step::Suspended(Suspension::Invalid(_)) => StepEnd::Invalid,
            Step::Returned(_) => StepEnd::Returned,
            Step::Raised(_) => StepEnd::Raised,
            Step::Cancelled(_) => StepEnd::Cancelled,
            Step::Fatal(..) => StepEnd::Fatal,
        }
    }
}

/// Makes a task the current one, and the one before current again, even if the driver panics.
struct Current<'a> {
    cell: &'a Cell<Option<TaskId>>,
    before: Option<TaskId>,
}

impl<'a> Current<'a> {
    fn enter(cell: &'a Cell<Option<TaskId>>, task: TaskId) -> Current<'a> {
        Current {
            cell,
            before: cell.replace(Some(task)),
        }
    }
}

impl Drop for Current<'_> {
    fn drop(&mut self) {
        self.cell.set(self.before);
    }
}
