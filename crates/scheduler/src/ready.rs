//! What waits in the ready queue.

use crate::{HandleId, Types};

/// An item of the ready queue.
pub enum Ready<T: Types> {
    /// A step of a task: its first one, or the one after a bare yield.
    Step(T::Task),
    /// A step of a task that begins with an exception.
    Throw(T::Task, T::Error),
    /// A task waited for a future that is done.
    Wakeup(T::Task, T::Future),
    /// A done callback of a future.
    Callback(HandleId, T::Callback, T::Future),
    /// What `call_soon` queued, or a timer that is due.
    Handle(HandleId, T::Handle),
}

impl<T: Types> Ready<T> {
    /// The task whose step it is.
    #[must_use]
    pub const fn task(&self) -> Option<&T::Task> {
        match self {
            Ready::Step(task) | Ready::Throw(task, _) | Ready::Wakeup(task, _) => Some(task),
            Ready::Callback(..) | Ready::Handle(..) => None,
        }
    }
}
