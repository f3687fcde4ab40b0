//! The state machine of a future, after CPython's `Future` (`Lib/asyncio/futures.py`,
//! `Modules/_asynciomodule.c`).
//!
//! ```text
//!                 ┌─1─▶ Finished(value)
//!   Pending ──────┼─2─▶ Failed(error)
//!   (callbacks)   └─3─▶ Cancelled(message)
//!
//!   1 set_result      2 set_error      3 cancel
//! ```
//!
//! Each of the three arrows can be taken once, and hands the done callbacks to its caller, who
//! schedules them: the future does not know its loop, which need not be a [`Scheduler`](crate::Scheduler).

use crate::{FutureId, Types};
use std::mem;

/// Something to run when a future is done.
pub enum DoneCallback<T: Types> {
    /// The task that waits for the future goes on.
    Wakeup(T::Task),
    /// Anything else that was added.
    Call(T::Callback),
}

/// Done callbacks in the order in which they were added.
///
/// Most futures have exactly one, the wakeup of the task that awaits it, so the first is stored
/// without an allocation.
pub struct DoneCallbacks<T: Types> {
    /// Empty only if `rest` is.
    first: Option<DoneCallback<T>>,
    rest: Vec<DoneCallback<T>>,
}

/// What a future is at the moment.
pub enum FutureState<'a, T: Types> {
    /// Not settled yet.
    Pending,
    /// Settled with a result.
    Finished(&'a T::Value),
    /// Settled with an exception.
    Failed(&'a T::Error),
    /// Cancelled, with the message if there was one.
    Cancelled(Option<&'a T::Message>),
}

/// The future was settled before; here is what was not taken.
///
/// It is given back, and not dropped, because dropping it may run foreign code, which must not
/// happen while the future is lent.
#[derive(Debug, PartialEq, Eq)]
pub struct InvalidState<V>(pub V);

/// What became of a call of [`FutureCore::cancel`].
#[must_use]
pub enum CancelTransition<T: Types> {
    /// The future is cancelled now; schedule these, in order.
    Cancelled(DoneCallbacks<T>),
    /// It was done; nothing has changed.
    AlreadyDone,
}

/// What became of a call of [`FutureCore::add_callback`].
#[must_use]
pub enum AddCallback<T: Types> {
    /// It will come out when the future is settled.
    Added,
    /// The future is done, so the callback is given back: schedule it now.
    AlreadyDone(DoneCallback<T>),
}

enum State<T: Types> {
    Pending(DoneCallbacks<T>),
    Finished(T::Value),
    Failed(T::Error),
    Cancelled(Option<T::Message>),
}

/// The state of one future. Owned by the world's own future object.
pub struct FutureCore<T: Types> {
    id: FutureId,
    state: State<T>,
}

impl<T: Types> FutureCore<T> {
    /// A pending future without callbacks. The id comes from
    /// [`Scheduler::new_future_id`](crate::Scheduler::new_future_id).
    #[must_use]
    pub const fn new(id: FutureId) -> FutureCore<T> {
        FutureCore {
            id,
            state: State::Pending(DoneCallbacks::new()),
        }
    }

    /// The future's id.
    #[must_use]
    pub const fn id(&self) -> FutureId {
        self.id
    }

    /// What the future is at the moment.
    #[must_use]
    pub const fn state(&self) -> FutureState<'_, T> {
        match &self.state {
            State::Pending(_) => FutureState::Pending,
            State::Finished(value) => FutureState::Finished(value),
            State::Failed(error) => FutureState::Failed(error),
            State::Cancelled(message) => FutureState::Cancelled(message.as_ref()),
        }
    }

    /// Whether the future is settled, in whatever way.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        !matches!(self.state, State::Pending(_))
    }

    /// Whether the future is cancelled.
    #[must_use]
    pub const fn is_cancelled(&self) -> bool {
        matches!(self.state, State::Cancelled(_))
    }

    /// Settles the future with a result. Schedule the callbacks that come out, in order.
    ///
    /// # Errors
    /// If the future is done; the value is given back.
    pub fn set_result(
        &mut self,
        value: T::Value,
    ) -> Result<DoneCallbacks<T>, InvalidState<T::Value>> {
        match &mut self.state {
            State::Pending(callbacks) => {
                let callbacks = callbacks.take();
                self.state = State::Finished(value);
                Ok(callbacks)
            }
            _ => Err(InvalidState(value)),
        }
    }

    /// Settles the future with an exception. Schedule the callbacks that come out, in order.
    ///
    /// # Errors
    /// If the future is done; the exception is given back.
    pub fn set_error(
        &mut self,
        error: T::Error,
    ) -> Result<DoneCallbacks<T>, InvalidState<T::Error>> {
        match &mut self.state {
            State::Pending(callbacks) => {
                let callbacks = callbacks.take();
                self.state = State::Failed(error);
                Ok(callbacks)
            }
            _ => Err(InvalidState(error)),
        }
    }

    /// Cancels the future unless it is done.
    pub fn cancel(&mut self, message: Option<T::Message>) -> CancelTransition<T> {
        match &mut self.state {
            State::Pending(callbacks) => {
                let callbacks = callbacks.take();
                self.state = State::Cancelled(message);
                CancelTransition::Cancelled(callbacks)
            }
            _ => CancelTransition::AlreadyDone,
        }
    }

    /// Adds a done callback behind those that are there.
    pub fn add_callback(&mut self, callback: DoneCallback<T>) -> AddCallback<T> {
        match &mut self.state {
            State::Pending(callbacks) => {
                callbacks.push(callback);
                AddCallback::Added
            }
            _ => AddCallback::AlreadyDone(callback),
        }
    }

    /// Takes out the callbacks that `predicate` is true for; the others keep their order. What was
    /// taken out is returned, for the caller to count and to drop when nothing is lent any more.
    ///
    /// The predicate must not run foreign code. A world whose callbacks are compared by foreign code
    /// (Python's `==`) first looks for them in a copy of [`callbacks`](FutureCore::callbacks), and
    /// then calls this with identity as the predicate.
    pub fn remove_callbacks(
        &mut self,
        predicate: impl FnMut(&DoneCallback<T>) -> bool,
    ) -> DoneCallbacks<T> {
        match &mut self.state {
            State::Pending(callbacks) => callbacks.extract(predicate),
            _ => DoneCallbacks::new(),
        }
    }

    /// The callbacks that wait, in order; none once the future is done.
    pub fn callbacks(&self) -> impl Iterator<Item = &DoneCallback<T>> {
        let callbacks = match &self.state {
            State::Pending(callbacks) => Some(callbacks),
            _ => None,
        };
        callbacks.into_iter().flat_map(DoneCallbacks::iter)
    }

    /// Takes all callbacks out, and leaves the state as it is. For a garbage collector's `clear`.
    #[must_use]
    pub fn take_callbacks(&mut self) -> DoneCallbacks<T> {
        match &mut self.state {
            State::Pending(callbacks) => callbacks.take(),
            _ => DoneCallbacks::new(),
        }
    }
}

impl<T: Types> DoneCallbacks<T> {
    /// No callbacks.
    #[must_use]
    pub const fn new() -> DoneCallbacks<T> {
        DoneCallbacks {
            first: None,
            rest: Vec::new(),
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        usize::from(self.first.is_some()) + self.rest.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    /// Adds one at the end.
    pub fn push(&mut self, callback: DoneCallback<T>) {
        if self.first.is_none() {
            self.first = Some(callback);
        } else {
            self.rest.push(callback);
        }
    }

    /// The callbacks in order.
    pub fn iter(&self) -> impl Iterator<Item = &DoneCallback<T>> {
        self.first.iter().chain(&self.rest)
    }

    fn take(&mut self) -> DoneCallbacks<T> {
        mem::take(self)
    }

    fn extract(&mut self, mut predicate: impl FnMut(&DoneCallback<T>) -> bool) -> DoneCallbacks<T> {
        let mut extracted = DoneCallbacks::new();
        for callback in self.take() {
            let target = if predicate(&callback) {
                &mut extracted
            } else {
                &mut *self
            };
            target.push(callback);
        }
        extracted
    }
}

impl<T: Types> Default for DoneCallbacks<T> {
    fn default() -> Self {
        DoneCallbacks::new()
    }
}

impl<T: Types> IntoIterator for DoneCallbacks<T> {
    type Item = DoneCallback<T>;
    type IntoIter = std::iter::Chain<
        std::option::IntoIter<DoneCallback<T>>,
        std::vec::IntoIter<DoneCallback<T>>,
    >;

    fn into_iter(self) -> Self::IntoIter {
        self.first.into_iter().chain(self.rest)
    }
}
