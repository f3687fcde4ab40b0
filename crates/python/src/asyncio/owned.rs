//! The scheduler inside a Python object.

use super::world::World;
use crate::trace;
use coroscope_scheduler::{Ids, Scheduler};
use std::cell::RefCell;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A scheduler that one thread at a time may use: the one that made the loop, then the one that runs it.
///
/// Python objects have to be shareable between threads in type if the interpreter is built with
/// its `threading` feature, and the scheduler is not. So every access asks whether the thread is the
/// right one; others go through the loop's inbox. On wasm there is one thread and nothing to ask.
#[derive(Debug)]
pub(crate) struct Owned {
    owner: AtomicUsize,
    scheduler: Opaque,
}

thread_local! {
    /// All loops of an interpreter take their ids from one series, so that a trace can name things by them.
    static IDS: RefCell<Ids> = RefCell::default();
}

/// Starts counting from 1, for a new interpreter.
pub(super) fn restart_ids() {
    IDS.with(|ids| *ids.borrow_mut() = Ids::new());
}

struct Opaque(Scheduler<World>);

impl std::fmt::Debug for Opaque {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Scheduler")
    }
}

// SAFETY: the scheduler is only reached through `Owned::get`, which hands it to the owner's thread
// alone. Ownership moves in `Owned::take_over`, which the event loop calls when it starts to run, and an
// event loop runs in one thread at a time (`_run_forever_setup` refuses otherwise). What the scheduler
// holds are references to Python objects, which are Send and Sync themselves with `threading`.
unsafe impl Send for Opaque {}
// SAFETY: as above.
unsafe impl Sync for Opaque {}

/// A number for this thread: the address of a thread local.
#[cfg(not(target_family = "wasm"))]
pub(super) fn this_thread() -> usize {
    thread_local!(static MARK: u8 = const { 0 });
    MARK.with(|mark| std::ptr::from_ref(mark).addr())
}

/// A number for the only thread.
#[cfg(target_family = "wasm")]
pub(super) const fn this_thread() -> usize {
    1
}

impl Owned {
    pub(crate) fn new(resolution: f64) -> Self {
        let scheduler = Scheduler::with_ids(resolution, IDS.with(|ids| ids.borrow().clone()));
        if let Some(recorder) = trace::observer() {
            scheduler.set_observer(Some(recorder.as_observer()));
        }
        Self {
            owner: AtomicUsize::new(this_thread()),
            scheduler: Opaque(scheduler),
        }
    }

    /// The scheduler, if this is the thread that owns it.
    #[inline]
    pub(crate) fn get(&self) -> Option<&Scheduler<World>> {
        (self.owner.load(Ordering::Acquire) == this_thread()).then_some(&self.scheduler.0)
    }

    /// Makes this thread the owner. Only for a loop that is about to run and does not run elsewhere.
    pub(crate) fn take_over(&self) {
        self.owner.store(this_thread(), Ordering::Release);
    }

    /// The scheduler for the cycle collector, which stops all other threads.
    pub(crate) const fn for_collector(&self) -> &Scheduler<World> {
        &self.scheduler.0
    }
}
