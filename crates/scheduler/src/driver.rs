//! The seam between the scheduler and what it schedules.

use crate::{Outcome, Resume, Step, TaskCore, Types};

/// What the scheduler needs from the world it drives.
///
/// The scheduler decides *when*: which task runs next, when its cancellation is thrown, when its
/// callbacks are due. The driver knows *how*: how to resume a coroutine, how to subscribe to a
/// future that may belong to somebody else.
///
/// # What a driver may and may not do
///
/// * Every method but [`with_task`](Driver::with_task) may call back into the scheduler: the
///   scheduler holds no borrow while driver code runs. Whatever is queued from inside a turn runs
///   in the next one.
/// * [`with_task`](Driver::with_task) must only lend the core. The closure never calls back, and
///   nothing that could run foreign code (a destructor, a comparison) may run while the core is lent.
/// * A driver must not call [`Scheduler::turn`](crate::Scheduler::turn) for the same scheduler from
///   inside a turn unless it means it: the inner turn then takes over what the outer one had left.
pub trait Driver<T: Types> {
    /// What leaves the loop: in Python the `KeyboardInterrupt` or `SystemExit` that
    /// `run_forever` lets through.
    type Exit;

    /// Lends the task's core to `f`.
    fn with_task<R>(&self, task: &T::Task, f: impl FnOnce(&mut TaskCore<T>) -> R) -> R;

    /// Runs the task's coroutine to its next suspension, with the task as the current one and in the
    /// task's context. Eager starts come through here as well, while another task is running: so the
    /// current task is swapped, not entered.
    fn resume(&self, task: &T::Task, input: Resume<T>) -> Step<T, Self::Exit>;

    /// Adds the task's wakeup to the future's done callbacks; if the future is done, queues the
    /// wakeup with [`schedule_wakeup`](crate::Scheduler::schedule_wakeup) at once.
    ///
    /// # Errors
    /// An error is thrown into the task in the next turn, and the task does not wait.
    fn subscribe(&self, task: &T::Task, future: &T::Future) -> Result<(), T::Error>;

    /// Cancels the future, or asks the task that it is to cancel itself, by whatever `cancel` its
    /// own type has. Returns false if it refused because it was done.
    fn cancel_future(&self, future: &T::Future, message: Option<T::Message>) -> bool;

    /// What a task that waited for `future` goes on with, now that its wakeup runs: nothing, or the
    /// exception (or `CancelledError`) that the future holds. Also the place to forget that the task
    /// waited (`asyncio.future_discard_from_awaited_by`).
    fn result_of(&self, task: &T::Task, future: &T::Future) -> Resume<T>;

    /// Whether the exception is a `CancelledError`, or an instance of a subclass.
    fn is_cancelled_error(&self, error: &T::Error) -> bool;

    /// A new `CancelledError` with this message.
    fn cancelled_error(&self, task: &T::Task, message: Option<T::Message>) -> T::Error;

    /// Settles the task's own future and schedules its done callbacks. Called once for each task, when
    /// its coroutine has ended. `cause` is the `CancelledError` that came out of the coroutine, to be
    /// raised again for whoever asks for the result; `None` if the coroutine returned or raised.
    fn finish(&self, task: &T::Task, outcome: Outcome<T>, cause: Option<T::Error>);

    /// Whether the handle was cancelled since it was queued; it is then dropped instead of called.
    fn is_cancelled(&self, handle: &T::Handle) -> bool;

    /// Calls what [`call_soon`](crate::Scheduler::call_soon) or [`call_at`](crate::Scheduler::call_at)
    /// queued. Ordinary exceptions are the driver's to report (asyncio's exception handler).
    ///
    /// # Errors
    /// Only for what leaves the loop. The turn ends; what was not run stays queued, in order.
    fn call(&self, handle: T::Handle) -> Result<(), Self::Exit>;

    /// Calls a done callback with the future that is done. As for [`call`](Driver::call).
    ///
    /// # Errors
    /// Only for what leaves the loop.
    fn notify(&self, callback: T::Callback, future: T::Future) -> Result<(), Self::Exit>;

    /// A step was queued for a task that has ended since. That takes foul play, such as
    /// `Future.cancel(task)` on a task in Python, where CPython reports an `InvalidStateError`
    /// (`__step(): already done`) to the loop's exception handler.
    ///
    /// # Errors
    /// Only for what leaves the loop.
    fn already_done(&self, task: &T::Task, input: Resume<T>) -> Result<(), Self::Exit> {
        let _ = (task, input);
        Ok(())
    }

    /// Whether [`before_item`](Driver::before_item), [`after_item`](Driver::after_item),
    /// [`step_began`](Driver::step_began) and [`step_ended`](Driver::step_ended) are to be called: for a run that
    /// is held and stepped through, and for asyncio's debug mode, which times every step. Asked before each item.
    fn watches_items(&self) -> bool {
        false
    }

    /// A turn is about to take its next item. May block, and may call back into the scheduler; what it queues
    /// runs in the next turn.
    ///
    /// # Errors
    /// Only for what leaves the loop. The item stays queued.
    fn before_item(&self) -> Result<(), Self::Exit> {
        Ok(())
    }

    /// A turn has run an item, with all that followed from it. May block as well.
    ///
    /// # Errors
    /// Only for what leaves the loop.
    fn after_item(&self) -> Result<(), Self::Exit> {
        Ok(())
    }

    /// A turn is about to run a step. Not called for eager starts, which are part of another step.
    fn step_began(&self) {}

    /// The step is over, with all that followed from it: the task may be done now.
    fn step_ended(&self, task: &T::Task) {
        let _ = task;
    }
}
