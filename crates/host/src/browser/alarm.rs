//! One deadline at a time, on `setTimeout`.

use super::{clear_timeout, macrotask, now, set_timeout};
use coroscope_scheduler::Time;
use js_sys::Function;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

/// The longest delay of a timer: 2^31 - 1 milliseconds, 24.8 days.
const LONGEST_MS: f64 = 2_147_483_647.0;

/// Below this a timer that is set from inside a timer may be held up; see [`State::arm`].
const CLAMP_MS: f64 = 4.0;

/// Calls back, in a macrotask, when a deadline has come: never before it, once for each deadline
/// that was set. A new deadline replaces the old one. Dropping it calls it off.
pub(super) struct Alarm {
    state: Rc<State>,
}

struct State {
    deadline: Cell<Option<Time>>,
    timeout: RefCell<Option<JsValue>>,
    /// Whether a macrotask is on its way that will look at the deadline.
    hopping: Cell<bool>,
    ring: Box<dyn Fn()>,
    on_timeout: RefCell<Option<Closure<dyn FnMut()>>>,
}

impl Alarm {
    pub(super) fn new(ring: impl Fn() + 'static) -> Alarm {
        let state = Rc::new(State {
            deadline: Cell::new(None),
            timeout: RefCell::new(None),
            hopping: Cell::new(false),
            ring: Box::new(ring),
            on_timeout: RefCell::new(None),
        });
        let weak = Rc::downgrade(&state);
        let on_timeout = Closure::new(move || {
            if let Some(state) = weak.upgrade() {
                state.timeout.replace(None);
                state.check();
            }
        });
        state.on_timeout.replace(Some(on_timeout));
        Alarm { state }
    }

    /// Sets or replaces the deadline; with `None`, or one that never comes, the alarm stays silent.
    pub(super) fn set(&self, deadline: Option<Time>) {
        let deadline = deadline.filter(|deadline| *deadline < Time::NEVER);
        if deadline == self.state.deadline.get() {
            return;
        }
        self.state.deadline.set(deadline);
        self.state.disarm();
        if let Some(deadline) = deadline {
            self.state.arm(deadline);
        }
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        self.set(None);
    }
}

impl State {
    /// Rings if the deadline has come, and waits on if it has not: a timer may be early by the
    /// rounding of the clock, or be one of several in a chain.
    fn check(self: &Rc<Self>) {
        match self.deadline.get() {
            None => {}
            Some(deadline) if now() >= deadline => {
                self.deadline.set(None);
                self.disarm();
                (self.ring)();
            }
            Some(deadline) => self.arm(deadline),
        }
    }

    fn arm(self: &Rc<Self>, deadline: Time) {
        let millis = deadline.secs_since(now()) * 1000.0;
        if millis < CLAMP_MS {
            // Timers count how deeply they are nested, and messages do not: a timer that is set
            // from a message is not held up.
            self.hop();
        } else {
            self.start_timer(millis);
        }
    }

    fn hop(self: &Rc<Self>) {
        if self.hopping.replace(true) {
            return;
        }
        let weak = Rc::downgrade(self);
        macrotask::post(move || {
            let Some(state) = weak.upgrade() else { return };
            state.hopping.set(false);
            match state.deadline.get() {
                Some(deadline) if now() < deadline => {
                    state.start_timer(deadline.secs_since(now()) * 1000.0);
                }
                _ => state.check(),
            }
        });
    }

    fn start_timer(&self, millis: f64) {
        self.disarm();
        // Rounded up: the browser cuts the fraction off.
        let delay = millis.ceil().min(LONGEST_MS);
        if let Some(on_timeout) = &*self.on_timeout.borrow() {
            let id = set_timeout(on_timeout.as_ref().unchecked_ref::<Function>(), delay);
            self.timeout.replace(Some(id));
        }
    }

    fn disarm(&self) {
        let timeout = self.timeout.take();
        if let Some(id) = timeout {
            clear_timeout(&id);
        }
    }
}
