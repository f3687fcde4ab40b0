//! A value that one task sets and another awaits.

use std::cell::RefCell;
use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// Makes a pair: the first half sets the value, the second awaits it.
///
/// ```
/// use coroscope_scheduler::local::{LocalScheduler, promise};
/// use coroscope_scheduler::Time;
///
/// let scheduler = LocalScheduler::new();
/// let (ready, wait) = promise();
/// let waiter = scheduler.spawn(async { wait.await });
/// scheduler.spawn(async { ready.set(7) });
/// scheduler.run_turn(Time::ZERO); // both take their first step
/// scheduler.run_turn(Time::ZERO); // the waiter goes on
/// assert_eq!(waiter.try_take(), Some(Ok(Ok(7))));
/// ```
pub fn promise<T>() -> (Promise<T>, PromiseFuture<T>) {
    let shared = Rc::new(RefCell::new(State::Pending(None)));
    (
        Promise {
            shared: Rc::clone(&shared),
        },
        PromiseFuture { shared },
    )
}

/// The setting half of [`promise`].
pub struct Promise<T> {
    shared: Rc<RefCell<State<T>>>,
}

/// The awaiting half of [`promise`]. Completes, in the turn after the value was set, with the value,
/// or with [`Abandoned`] if the other half was dropped without setting one.
#[must_use = "a future does nothing unless it is awaited"]
pub struct PromiseFuture<T> {
    shared: Rc<RefCell<State<T>>>,
}

/// The promise was dropped, so its value will never come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Abandoned;

impl fmt::Display for Abandoned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the promise was dropped without a value")
    }
}

impl Error for Abandoned {}

enum State<T> {
    Pending(Option<Waker>),
    Settled(Result<T, Abandoned>),
    Taken,
}

impl<T> Promise<T> {
    /// Sets the value and makes the waiting task ready.
    pub fn set(self, value: T) {
        self.settle(Ok(value));
    }

    /// Whether nobody can ever await the value, because the other half was dropped.
    #[must_use]
    pub fn is_unwanted(&self) -> bool {
        Rc::strong_count(&self.shared) == 1
    }

    fn settle(&self, result: Result<T, Abandoned>) {
        if !matches!(*self.shared.borrow(), State::Pending(_)) {
            return;
        }
        if let State::Pending(Some(waker)) = self.shared.replace(State::Settled(result)) {
            waker.wake();
        }
    }
}

impl<T> Drop for Promise<T> {
    fn drop(&mut self) {
        self.settle(Err(Abandoned));
    }
}

impl<T> Future for PromiseFuture<T> {
    type Output = Result<T, Abandoned>;

    /// # Panics
    /// If polled after it was ready.
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let pending = matches!(*self.shared.borrow(), State::Pending(_));
        let next = if pending {
            State::Pending(Some(cx.waker().clone()))
        } else {
            State::Taken
        };
        match self.shared.replace(next) {
            State::Pending(_) => Poll::Pending,
            State::Settled(result) => Poll::Ready(result),
            State::Taken => panic!("a promise was polled after it was ready"),
        }
    }
}
