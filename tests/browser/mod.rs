//! Tests that run in a page and in a worker alike.

mod blocking;
mod microtasks;
mod timers;

use js_sys::{Function, Promise};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    pub fn set_timeout(callback: &Function, millis: f64) -> JsValue;

    #[wasm_bindgen(js_name = queueMicrotask)]
    pub fn queue_microtask(callback: &Function);
}

/// A JavaScript function that calls `f` once.
pub fn once(f: impl FnOnce() + 'static) -> Function {
    Closure::once_into_js(f).unchecked_into()
}

/// A promise that is fulfilled by a timer of JavaScript's own.
pub fn timeout(millis: f64) -> Promise {
    Promise::new(&mut |resolve, _| {
        set_timeout(&resolve, millis);
    })
}

/// What happened, in order.
#[derive(Clone, Default)]
pub struct Log(Rc<RefCell<Vec<String>>>);

impl Log {
    pub fn add(&self, line: impl Into<String>) {
        self.0.borrow_mut().push(line.into());
    }

    /// A JavaScript function that logs.
    pub fn line(&self, line: &str) -> Function {
        let (log, line) = (self.clone(), line.to_owned());
        once(move || log.add(line))
    }

    pub fn lines(&self) -> Vec<String> {
        self.0.borrow().clone()
    }

    pub fn contains(&self, line: &str) -> bool {
        self.0.borrow().iter().any(|other| other == line)
    }
}
