//! Driving Rust futures without blocking.

use super::alarm::Alarm;
use super::registry::{Notified, Registered};
use super::{macrotask, now, queue_microtask};
use coroscope_scheduler::local::LocalScheduler;
use coroscope_scheduler::{Time, Wait};
use js_sys::{Function, Promise};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

/// How a [`BrowserDriver`] shares the thread.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Turns in one microtask. More of them make yielding cheaper, and let promises wait longer.
    pub turns_per_microtask: u32,
    /// After this many seconds of work without a macrotask the next turn is one.
    pub budget: f64,
}

impl Default for Options {
    /// 32 turns, 8 ms.
    fn default() -> Self {
        Options {
            turns_per_microtask: 32,
            budget: 0.008,
        }
    }
}

/// A scheduler whose sleeps go by the browser's clock.
#[must_use]
pub fn local_scheduler() -> LocalScheduler {
    LocalScheduler::with_clock(0.0, now)
}

/// Drives a scheduler for as long as the driver lives: now, and whenever one of its tasks is woken,
/// by a timer or a promise.
///
/// Ready work runs in microtasks, never inside this call or a wake; the next deadline is one
/// `setTimeout`; and when microtasks have run for [`Options::budget`], the work goes on in a
/// macrotask, so that messages, timers and rendering are not starved.
///
/// Takes over the scheduler's notification hook. [`Scheduler::stop`](coroscope_scheduler::Scheduler::stop)
/// ends the driving for good.
pub fn spawn_driver(scheduler: LocalScheduler, options: Options) -> BrowserDriver {
    let inner = Rc::new_cyclic(|weak: &std::rc::Weak<Inner>| {
        let run = |f: fn(&Rc<Inner>)| {
            let weak = weak.clone();
            move || {
                if let Some(inner) = weak.upgrade() {
                    f(&inner);
                }
            }
        };
        Inner {
            scheduler,
            options,
            queued: Cell::new(false),
            running: Cell::new(false),
            stopped: Cell::new(false),
            busy_since: Cell::new(None),
            marked: Cell::new(false),
            alarm: Alarm::new(run(Inner::ring)),
            in_microtask: Closure::new(run(Inner::run)),
            idle: RefCell::default(),
            registered: Registered::new(weak.clone() as _),
        }
    });
    inner
        .scheduler
        .set_notify(Some(Box::new(inner.registered.notifier())));
    inner.schedule();
    BrowserDriver { inner }
}

/// Drives a scheduler until it is dropped; see [`spawn_driver`].
#[must_use = "dropping the driver stops it; see `detach`"]
pub struct BrowserDriver {
    inner: Rc<Inner>,
}

impl BrowserDriver {
    /// A promise that is fulfilled when no task is ready and no timer is set, which may be now:
    /// all tasks have ended, or they wait for promises and each other. Also when the driver stops.
    pub fn idle(&self) -> Promise {
        Promise::new(&mut |resolve, _| {
            self.inner.idle.borrow_mut().push(resolve);
            // A turn finds out.
            self.inner.schedule();
        })
    }

    /// Lets the driver go on for as long as the page or worker lives.
    pub fn detach(self) {
        std::mem::forget(Rc::clone(&self.inner));
    }
}

/// `queued` and `running` do all the deduplication: a turn is asked for at most once, and not at all
/// while one is running, which looks for more when it is through.
struct Inner {
    scheduler: LocalScheduler,
    options: Options,
    /// A microtask or macrotask is on its way that will run a turn.
    queued: Cell<bool>,
    /// A turn is running.
    running: Cell<bool>,
    stopped: Cell<bool>,
    /// When the chain of microtasks that is going on began; `None` if a macrotask has been since.
    busy_since: Cell<Option<Time>>,
    /// A macrotask is on its way that will end the chain.
    marked: Cell<bool>,
    alarm: Alarm,
    in_microtask: Closure<dyn FnMut()>,
    /// Resolves the promises of [`BrowserDriver::idle`].
    idle: RefCell<Vec<Function>>,
    registered: Registered,
}

impl Inner {
    fn schedule(self: &Rc<Self>) {
        if self.running.get() || self.queued.replace(true) {
            return;
        }
        let busy = self
            .busy_since
            .get()
            .map_or(0.0, |since| now().secs_since(since));
        if busy < self.options.budget {
            queue_microtask(self.in_microtask.as_ref().unchecked_ref::<Function>());
        } else {
            let weak = Rc::downgrade(self);
            macrotask::post(move || {
                if let Some(inner) = weak.upgrade() {
                    inner.run_in_macrotask();
                }
            });
        }
    }

    /// The deadline has come. A turn that is on its way will see it too.
    fn ring(self: &Rc<Self>) {
        if self.queued.get() {
            self.busy_since.set(None);
        } else {
            self.run_in_macrotask();
        }
    }

    fn run_in_macrotask(self: &Rc<Self>) {
        self.busy_since.set(None);
        self.run();
    }

    fn run(self: &Rc<Self>) {
        self.queued.set(false);
        if self.stopped.get() {
            self.resolve_idle();
            return;
        }
        let now = now();
        if self.busy_since.get().is_none() {
            self.busy_since.set(Some(now));
        }
        self.running.set(true);
        let mut wait = self.scheduler.run_turn(now);
        for _ in 1..self.options.turns_per_microtask {
            if wait != Wait::Ready {
                break;
            }
            wait = self.scheduler.run_turn(now);
        }
        self.running.set(false);
        match wait {
            Wait::Ready => self.schedule(),
            Wait::At(deadline) => {
                self.mark_macrotask();
                self.alarm.set(Some(deadline));
            }
            Wait::Idle => {
                self.mark_macrotask();
                self.alarm.set(None);
                self.resolve_idle();
            }
            Wait::Stopped => {
                self.stopped.set(true);
                self.alarm.set(None);
                self.resolve_idle();
            }
        }
    }

    /// Finds out when the browser gets to its macrotasks. A chain of microtasks does not end where
    /// this driver has nothing to do: a promise may be about to wake a task, and a task that awaits
    /// resolved promises in a loop would starve the browser all the same.
    fn mark_macrotask(self: &Rc<Self>) {
        if self.marked.replace(true) {
            return;
        }
        let weak = Rc::downgrade(self);
        macrotask::post(move || {
            if let Some(inner) = weak.upgrade() {
                inner.marked.set(false);
                inner.busy_since.set(None);
            }
        });
    }

    fn resolve_idle(&self) {
        let waiting = self.idle.take();
        for resolve in waiting {
            // Resolving a promise calls nobody, so it cannot throw.
            let result = resolve.call0(&JsValue::UNDEFINED);
            debug_assert!(result.is_ok());
        }
    }
}

impl Notified for Inner {
    fn notified(self: Rc<Self>) {
        self.schedule();
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.scheduler.set_notify(None);
    }
}
