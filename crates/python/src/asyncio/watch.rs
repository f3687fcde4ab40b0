//! A loop that may be held from outside: paused, stepped through, slowed down.

use super::registry;
use super::task::PyTask;
use crate::interrupt;
use crate::platform::{Platform, Point};
use rustpython_vm::{AsObject as _, PyResult, VirtualMachine};
use std::cell::Cell;
use std::rc::Rc;

/// After so many items of a turn the world outside gets a word in, so that a request to hold a long turn is heard.
const LISTENS_AFTER: u32 = 256;

/// Asks the platform between two items whether to go on.
pub(crate) struct Watch {
    platform: Rc<dyn Platform>,
    attention: Rc<Cell<bool>>,
    items: Cell<u32>,
}

impl Watch {
    /// `None` if the platform holds no loops.
    pub(crate) fn new(platform: &Rc<dyn Platform>) -> Option<Self> {
        Some(Self {
            platform: Rc::clone(platform),
            attention: platform.attention()?,
            items: Cell::new(0),
        })
    }

    /// Whether [`hold`](Watch::hold) is to be called.
    #[inline]
    pub(crate) fn wants(&self) -> bool {
        let items = self.items.get() + 1;
        self.items.set(items);
        self.attention.get() || items >= LISTENS_AFTER
    }

    /// Stands still while that is asked for, and cancels what is to be cancelled, which may make tasks ready.
    ///
    /// # Errors
    /// What an interrupt's handler raises.
    #[cold]
    pub(crate) fn hold(&self, point: Point, vm: &VirtualMachine) -> PyResult<()> {
        if self.items.replace(0) >= LISTENS_AFTER {
            self.platform.checkpoint();
        }
        if self.attention.get() {
            self.platform.hold(point);
            self.cancel(vm);
        }
        interrupt::check(vm).map(drop)
    }

    /// Cancels what is to be cancelled.
    pub(crate) fn cancel(&self, vm: &VirtualMachine) {
        if !self.attention.get() {
            return;
        }
        for number in self.platform.cancellations() {
            cancel(number, vm);
        }
    }
}

/// `task.cancel()` for the task that has this number in the trace, if it has not ended.
fn cancel(number: u64, vm: &VirtualMachine) {
    let tasks = registry::live_tasks();
    let task = tasks
        .iter()
        .filter_map(|task| task.downcast_ref::<PyTask>())
        .find(|task| task.number() == Some(number));
    if let Some(task) = task
        && let Err(error) = PyTask::cancel_impl(task, None, vm)
    {
        vm.run_unraisable(error, None, task.as_object().to_owned());
    }
}
