//! Wakes that come while no turn is running, from this thread or another.

use crate::TaskId;
use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Names a task to a waker, which must be `Send` and so cannot hold the task itself.
#[derive(Clone, Copy)]
pub(super) struct Address {
    /// Where the task is, or was.
    pub(super) slot: usize,
    /// Tells it from a later task in the same slot.
    pub(super) id: TaskId,
}

type Notify = Arc<dyn Fn() + Send + Sync>;

/// The part of a scheduler that other threads may touch.
#[derive(Default)]
pub(super) struct Inbox {
    /// Whether `woken` may have something in it: spares each turn the lock.
    pending: AtomicBool,
    woken: Mutex<Vec<Address>>,
    notify: Mutex<Option<Notify>>,
}

impl Inbox {
    /// Adds a wake, and notifies if it is the first since the last [`take`](Inbox::take).
    pub(super) fn push(&self, address: Address) {
        lock(&self.woken).push(address);
        self.poke();
    }

    /// Notifies, unless that was done since the last [`take`](Inbox::take).
    pub(super) fn poke(&self) {
        if !self.pending.swap(true, Ordering::AcqRel) {
            // A clone, so that nothing is locked while foreign code runs.
            let notify = lock(&self.notify).clone();
            if let Some(notify) = notify {
                notify();
            }
        }
    }

    /// Whether there is something to take.
    pub(super) fn is_pending(&self) -> bool {
        self.pending.load(Ordering::Acquire)
    }

    /// Moves the wakes into `to`, which must be empty, in the order in which they came.
    pub(super) fn take(&self, to: &mut Vec<Address>) {
        // First the flag: a wake that comes in between is taken now and leaves the flag set, which
        // costs a look into an empty inbox. The other way round it could be lost.
        self.pending.store(false, Ordering::Release);
        mem::swap(&mut *lock(&self.woken), to);
    }

    pub(super) fn set_notify(&self, notify: Option<Notify>) {
        let old = mem::replace(&mut *lock(&self.notify), notify);
        drop(old);
    }
}

/// No code of others runs under these locks, so a poisoned one holds nothing broken.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
