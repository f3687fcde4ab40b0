//! Blocking in the browser.

use super::alarm::Alarm;
use super::registry::{Notified, Registered};
use super::{jspi_available, macrotask, now};
use crate::{Host, Notifier};
use coroscope_scheduler::Time;
use js_sys::{Function, Promise};
use std::cell::{Cell, RefCell};
use std::error::Error;
use std::fmt;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// Blocks by suspending the WebAssembly stack through JSPI, while the browser goes on.
///
/// All methods that block must be called below an export with `#[wasm_bindgen(jspi)]`, with no
/// JavaScript function in between on the stack.
///
/// # Panics
/// A method that blocks panics where it cannot, with the browser's own message (`SuspendError`).
pub struct BrowserHost {
    shared: Rc<Shared>,
    alarm: Alarm,
    registered: Registered,
    budgets: Budgets,
    /// When the browser last ran macrotasks.
    last_macrotask: Cell<Time>,
    /// When the browser last ran microtasks.
    last_microtask: Cell<Time>,
}

/// How long a program that never waits may keep the thread.
#[derive(Clone, Copy, Debug)]
pub struct Budgets {
    /// After this many seconds promises get their turn. A suspension costs about a microsecond, so
    /// doing it after each turn would cost a program that yields in a loop more than its own work.
    pub microtask: f64,
    /// After this many seconds messages, timers and rendering get theirs.
    pub macrotask: f64,
}

impl Default for Budgets {
    /// 1 ms and 8 ms.
    fn default() -> Self {
        Budgets {
            microtask: 0.001,
            macrotask: 0.008,
        }
    }
}

/// This browser has no JSPI, so nothing can block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JspiMissing;

impl fmt::Display for JspiMissing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this browser has no JavaScript Promise Integration (JSPI), so WebAssembly cannot block")
    }
}

impl Error for JspiMissing {}

struct Shared {
    /// Somebody notified since the last wait.
    notified: Cell<bool>,
    /// A notification ends what blocks right now.
    interruptible: Cell<bool>,
    /// Ends what blocks right now.
    resolve: RefCell<Option<Function>>,
}

impl Shared {
    fn resolve(&self) {
        let resolve = self.resolve.take();
        if let Some(resolve) = resolve {
            // Resolving a promise calls nobody, so it cannot throw.
            let result = resolve.call0(&JsValue::UNDEFINED);
            debug_assert!(result.is_ok());
        }
    }
}

impl Notified for Shared {
    fn notified(self: Rc<Self>) {
        self.notified.set(true);
        if self.interruptible.get() {
            self.resolve();
        }
    }
}

impl BrowserHost {
    /// A host with the default budgets.
    ///
    /// # Errors
    /// If the browser has no JSPI.
    pub fn new() -> Result<BrowserHost, JspiMissing> {
        BrowserHost::with_budgets(Budgets::default())
    }

    /// A host with other budgets.
    ///
    /// # Errors
    /// If the browser has no JSPI.
    pub fn with_budgets(budgets: Budgets) -> Result<BrowserHost, JspiMissing> {
        if !jspi_available() {
            return Err(JspiMissing);
        }
        let shared = Rc::new(Shared {
            notified: Cell::new(false),
            interruptible: Cell::new(false),
            resolve: RefCell::new(None),
        });
        let registered = Registered::new(Rc::downgrade(&shared) as _);
        let alarm = Alarm::new({
            let shared = Rc::clone(&shared);
            move || shared.resolve()
        });
        let now = now();
        Ok(BrowserHost {
            shared,
            alarm,
            registered,
            budgets,
            last_macrotask: Cell::new(now),
            last_microtask: Cell::new(now),
        })
    }

    /// Whether this browser has JSPI; see [`jspi_available`].
    #[must_use]
    pub fn jspi_available() -> bool {
        jspi_available()
    }

    /// Blocks until the deadline, or until a notification if that counts.
    fn block(&self, until: Option<Time>, interruptible: bool) {
        let is_over = || {
            interruptible && self.shared.notified.get() || until.is_some_and(|until| now() >= until)
        };
        while !is_over() {
            let promise = self.promise();
            self.shared.interruptible.set(interruptible);
            self.alarm.set(until);
            suspend(&promise);
            self.shared.interruptible.set(false);
            self.alarm.set(None);
            self.saw_macrotask();
        }
    }

    /// A promise that [`Shared::resolve`] fulfils.
    fn promise(&self) -> Promise {
        Promise::new(&mut |resolve, _| {
            self.shared.resolve.replace(Some(resolve));
        })
    }

    fn saw_macrotask(&self) {
        let now = now();
        self.last_macrotask.set(now);
        self.last_microtask.set(now);
    }
}

impl Host for BrowserHost {
    fn now(&self) -> Time {
        now()
    }

    fn clock_resolution(&self) -> f64 {
        0.0
    }

    fn wait(&self, until: Option<Time>) {
        if until.is_some_and(|until| now() >= until) {
            // Deadlines that are always past when they are looked at must not starve the browser.
            self.checkpoint();
        } else {
            self.block(until.filter(|until| *until < Time::NEVER), true);
        }
        self.shared.notified.set(false);
    }

    fn checkpoint(&self) {
        let now = now();
        if now.secs_since(self.last_macrotask.get()) >= self.budgets.macrotask {
            let promise = self.promise();
            let shared = Rc::clone(&self.shared);
            macrotask::post(move || shared.resolve());
            suspend(&promise);
            self.saw_macrotask();
        } else if now.secs_since(self.last_microtask.get()) >= self.budgets.microtask {
            suspend(&Promise::resolve(&JsValue::UNDEFINED));
            self.last_microtask.set(now);
        }
    }

    fn sleep(&self, seconds: f64) {
        if seconds > 0.0 {
            let until = now().plus_secs(seconds);
            self.block(Some(until).filter(|until| *until < Time::NEVER), false);
        }
    }

    fn notifier(&self) -> Notifier {
        Notifier::new(self.registered.notifier())
    }

    fn can_wait_for_outside(&self) -> bool {
        true
    }
}

fn suspend(promise: &Promise) {
    #[expect(
        deprecated,
        reason = "wasm-bindgen marks all of JSPI as experimental in this way"
    )]
    let settled = js_sys::futures::jspi_block_on_promise(promise);
    if let Err(error) = settled {
        // None of these promises is ever rejected.
        panic!("cannot block here: {error:?}");
    }
}
