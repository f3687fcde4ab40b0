//! Things of this thread, named by numbers.
//!
//! Wakers and notifiers must be `Send`, and so can hold no JavaScript value and no `Rc`. They hold a
//! number instead, which means nothing on another thread.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};

/// Somebody who wants to be told.
pub(super) trait Notified {
    fn notified(self: Rc<Self>);
}

thread_local! {
    static NEXT: Cell<u64> = const { Cell::new(1) };
    static ENTRIES: RefCell<HashMap<u64, Weak<dyn Notified>>> = RefCell::default();
}

/// Takes its number out when it is dropped.
pub(super) struct Registered(u64);

impl Registered {
    pub(super) fn new(target: Weak<dyn Notified>) -> Registered {
        let number = NEXT.replace(NEXT.get() + 1);
        ENTRIES.with_borrow_mut(|entries| entries.insert(number, target));
        Registered(number)
    }

    /// Tells the target, as long as it lives, if called on its own thread.
    pub(super) fn notifier(&self) -> impl Fn() + Clone + Send + Sync + 'static {
        let number = self.0;
        move || {
            let target =
                ENTRIES.with_borrow(|entries| entries.get(&number).and_then(Weak::upgrade));
            if let Some(target) = target {
                target.notified();
            }
        }
    }
}

impl Drop for Registered {
    fn drop(&mut self) {
        // Fails only while the thread is being torn down.
        let removed = ENTRIES.try_with(|entries| entries.borrow_mut().remove(&self.0));
        drop(removed);
    }
}
