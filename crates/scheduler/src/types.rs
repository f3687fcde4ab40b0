//! The types of a world that the scheduler drives, and what goes into and comes out of a coroutine.

use crate::{FutureId, TaskId};

/// The types of one world: Python objects, plain Rust futures, scripts in a test.
///
/// The scheduler never looks into them. It moves them from queue to queue, clones the references
/// ([`Task`](Types::Task), [`Future`](Types::Future)) when a second one is needed, and hands them to
/// the [`Driver`](crate::Driver).
pub trait Types: Sized + 'static {
    /// What a coroutine returns and a future's result is.
    type Value: Clone;
    /// What a coroutine raises and a future's exception is.
    type Error: Clone;
    /// The message of a cancellation (`task.cancel(msg)`).
    type Message: Clone;
    /// A done callback that is not a task's wakeup. In Python: a callable and a context.
    type Callback;
    /// What [`call_soon`](crate::Scheduler::call_soon) and [`call_at`](crate::Scheduler::call_at) queue.
    type Handle;
    /// A strong reference to a task, whose state the world owns.
    type Task: Clone;
    /// A strong reference to anything a task may wait for: a future, a task, a foreign future.
    type Future: Clone;

    /// The id in the task's [`TaskCore`](crate::TaskCore). Asked only while an observer is set.
    fn task_id(task: &Self::Task) -> TaskId;

    /// The future's id, or `None` for a foreign future that has none. Asked only while an observer is set.
    fn future_id(future: &Self::Future) -> Option<FutureId>;
}

/// How a future or a task ended.
pub enum Outcome<T: Types> {
    /// With a result.
    Value(T::Value),
    /// With an exception.
    Error(T::Error),
    /// Cancelled, with the message if one was given.
    Cancelled(Option<T::Message>),
}

/// What goes into a coroutine to make it go on.
pub enum Resume<T: Types> {
    /// Go on: Python's `coro.send(None)`.
    Send,
    /// Go on with an exception at the point where it waits: Python's `coro.throw(error)`.
    Throw(T::Error),
}

/// Why a coroutine gave up control without being finished.
pub enum Suspension<T: Types> {
    /// A bare `yield`: go on in the next turn.
    Yield,
    /// It waits for this future. The future may be done already; then the task goes on in the next turn.
    Await(T::Future),
    /// It yielded what no task may yield (itself, a future of another loop, a plain value): this
    /// exception is thrown at the point of the yield in the next turn.
    Invalid(T::Error),
}

/// How one step of a coroutine ended. `X` is what leaves the loop, the driver's [`Exit`](crate::Driver::Exit).
pub enum Step<T: Types, X> {
    /// It is not finished.
    Suspended(Suspension<T>),
    /// It returned.
    Returned(T::Value),
    /// It raised an exception that ends the task and nothing else.
    Raised(T::Error),
    /// It raised a `CancelledError`, this one.
    Cancelled(T::Error),
    /// It raised an exception that ends the task and leaves the loop as well (`KeyboardInterrupt`,
    /// `SystemExit`): the turn returns `Err` with the second field.
    Fatal(T::Error, X),
}

impl<T: Types> Clone for Outcome<T> {
    fn clone(&self) -> Self {
        match self {
            Outcome::Value(value) => Outcome::Value(value.clone()),
            Outcome::Error(error) => Outcome::Error(error.clone()),
            Outcome::Cancelled(message) => Outcome::Cancelled(message.clone()),
        }
    }
}

impl<T: Types> Clone for Resume<T> {
    fn clone(&self) -> Self {
        match self {
            Resume::Send => Resume::Send,
            Resume::Throw(error) => Resume::Throw(error.clone()),
        }
    }
}
