//! The browser, window and worker alike: its clock, its queues, and two ways to drive the scheduler.
//!
//! * [`BrowserHost`] blocks: the WebAssembly stack is suspended by JSPI (JavaScript Promise
//!   Integration) and the browser goes on.
//! * [`spawn_driver`] never blocks: turns run in microtasks.
//!
//! Three queues matter. *Microtasks* run as soon as JavaScript's stack is empty, before anything else: a
//! chain of them starves messages, timers and rendering. *Macrotasks* take turns with those; a
//! `MessageChannel` makes one without delay. *Timers* are macrotasks with a delay, and with two traps,
//! which the alarms in here avoid: the fifth timer set from inside a timer waits 4 ms at
//! least, and a delay of 2^31 ms or more counts as none (HTML standard, "timer initialisation steps").

mod alarm;
mod driver;
mod host;
mod macrotask;
mod registry;

pub use driver::{BrowserDriver, Options, local_scheduler, spawn_driver};
pub use host::{BrowserHost, Budgets, JspiMissing};

use coroscope_scheduler::Time;
use js_sys::{Function, Reflect};
use wasm_bindgen::prelude::*;

/// The browser's monotonic clock (`performance.now()`), in seconds since the page or worker began.
///
/// Browsers round it down, to 0.1 ms unless the page is isolated. CPython would fire a timer that is due
/// within the clock's resolution; here that would be early by what its program can see, so the
/// schedulers of this module are told a resolution of zero.
#[must_use]
pub fn now() -> Time {
    Time::from_secs(clock_ms() / 1000.0)
}

// WebAssembly calls what a module exports itself, and what is a property of a global through a function around it: Chromium
// then takes 0.4 µs for `performance.now()` and not 0.1, and 100 ns for `Date.now()` and not 75.
#[wasm_bindgen(
    inline_js = "export const clock = performance.now.bind(performance); export const date = Date.now;"
)]
extern "C" {
    /// `performance.now()`: milliseconds of the browser's monotonic clock since the page or worker began; see [`now`].
    #[wasm_bindgen(js_name = clock)]
    pub fn clock_ms() -> f64;

    /// `Date.now()`: whole milliseconds since 1970. It can be set back, and is cheaper to read than the other.
    #[wasm_bindgen(js_name = date)]
    pub fn date_ms() -> f64;
}

/// Whether this browser has JSPI, so that WebAssembly can block on a promise: Chrome 137, Firefox 153,
/// Safari 27, and later ones.
#[must_use]
pub fn jspi_available() -> bool {
    let global = js_sys::global();
    let has = |object: &JsValue, name: &str| {
        Reflect::get(object, &JsValue::from_str(name)).is_ok_and(|value| value.is_function())
    };
    Reflect::get(&global, &JsValue::from_str("WebAssembly"))
        .is_ok_and(|wasm| wasm.is_object() && has(&wasm, "Suspending") && has(&wasm, "promising"))
}

#[wasm_bindgen]
extern "C" {
    // Found in the global scope, whatever that is, so these work in a window and in a worker.
    #[wasm_bindgen(js_name = queueMicrotask)]
    fn queue_microtask(callback: &Function);

    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, millis: f64) -> JsValue;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: &JsValue);
}
