//! The page as a session's transport.

use coroscope_engine::output;
use coroscope_engine::session::Transport;
use coroscope_engine::step_clock::StepClock;
use coroscope_host::browser::{clock_ms, date_ms};
use coroscope_model::protocol::Event;
use coroscope_python::platform::ReadLine;
use js_sys::{Array, Function, Promise, Uint8Array};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, XmlHttpRequest, XmlHttpRequestResponseType};

/// The page at the other end of this worker's messages.
pub(crate) struct Page {
    scope: DedicatedWorkerGlobalScope,
    jspi: bool,
    typed: RefCell<VecDeque<String>>,
    /// Resolves the promise that a blocked `input()` waits for.
    wanted: RefCell<Option<Function>>,
    /// The last time that was seen, so that `performance.now()` never seems to go back.
    last_ms: Cell<f64>,
    steps: StepClock,
}

impl Page {
    /// Must be called in a dedicated worker.
    pub(crate) fn new(jspi: bool) -> Self {
        Self {
            scope: js_sys::global().unchecked_into(),
            jspi,
            typed: RefCell::default(),
            wanted: RefCell::default(),
            last_ms: Cell::new(0.0),
            steps: StepClock::default(),
        }
    }

    pub(crate) fn jspi(&self) -> bool {
        self.jspi
    }

    /// A line from the visitor; an empty text is end of file.
    pub(crate) fn type_in(&self, text: String) {
        self.typed.borrow_mut().push_back(text);
        self.wake_reader();
    }

    /// Lets a program that is blocked in `input()` look again: a line has come, or it is interrupted.
    pub(crate) fn wake_reader(&self) {
        if let Some(resolve) = self.wanted.borrow_mut().take() {
            // Resolving a promise runs nothing of ours and cannot fail.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    }

    pub(crate) fn post(&self, event: &Event) {
        // Events are plain data, and a worker can always post to the page that made it; if the page is
        // gone, so is everyone who could be told.
        if let Ok(text) = serde_json::to_string(event) {
            let _ = self.scope.post_message(&JsValue::from_str(&text));
        }
    }

    /// Fetches a file beside the engine, blocking this worker but not the page.
    ///
    /// # Errors
    /// What went wrong, in words.
    fn fetch(&self, path: &str) -> Result<Vec<u8>, String> {
        let failed = |error: JsValue| {
            format!("{path} could not be fetched ({error:?}); check the connection and run again")
        };
        let request = XmlHttpRequest::new().map_err(failed)?;
        request
            .open_with_async("GET", path, false)
            .map_err(failed)?;
        request.set_response_type(XmlHttpRequestResponseType::Arraybuffer);
        request.send().map_err(failed)?;
        match request.status().map_err(failed)? {
            200 => {
                let body = request.response().map_err(failed)?;
                Ok(Uint8Array::new(&body).to_vec())
            }
            status => Err(format!(
                "{path} could not be fetched (HTTP {status}); reload the page and run again"
            )),
        }
    }
}

impl Transport for Page {
    fn output_limit(&self) -> usize {
        output::HEAD_BYTES
    }

    fn send(&self, event: Event) {
        self.post(&event);
    }

    fn traced(&self, records: Vec<u8>) {
        let records = Uint8Array::from(&records[..]);
        // Its memory moves to the page instead of being copied once more. Posting can fail as little as in `post`.
        let moved = Array::of1(&records.buffer());
        let _ = self.scope.post_message_with_transfer(&records, &moved);
    }

    fn real_ms(&self) -> f64 {
        let now = clock_ms().max(self.last_ms.get());
        self.last_ms.set(now);
        now
    }

    fn step_ms(&self) -> f64 {
        self.steps.read(date_ms(), || self.real_ms())
    }

    fn unix_time_ns(&self) -> i128 {
        (date_ms() * 1e6) as i128
    }

    fn read_line(&self) -> ReadLine {
        loop {
            if let Some(line) = self.typed.borrow_mut().pop_front() {
                return if line.is_empty() {
                    ReadLine::Eof
                } else {
                    ReadLine::Line(line)
                };
            }
            if !self.jspi {
                return ReadLine::Unavailable(
                    "input() needs a browser that can suspend programs (JSPI): Chrome or Edge 137, Firefox 153, Safari 27, or newer",
                );
            }
            self.post(&Event::InputWanted);
            let promise = Promise::new(&mut |resolve, _reject| {
                *self.wanted.borrow_mut() = Some(resolve);
            });
            if js_sys::futures::jspi_block_on_promise(&promise).is_err() {
                return ReadLine::Eof;
            }
            if self.typed.borrow().is_empty() {
                return ReadLine::Interrupted;
            }
        }
    }

    fn library_code(&self, name: &str) -> Result<Vec<u8>, String> {
        self.fetch(&format!("lib/code/{name}.bin"))
    }

    fn library_source(&self, path: &str) -> Option<String> {
        String::from_utf8(self.fetch(&format!("lib/source/{path}")).ok()?).ok()
    }

    fn halt(&self, _exit_code: i32) -> ! {
        if self.jspi {
            // The page discards this worker; until then the program's stack waits for what never comes.
            let never = Promise::new(&mut |_resolve, _reject| {});
            let _ = js_sys::futures::jspi_block_on_promise(&never);
        }
        wasm_bindgen::throw_str("the run has ended")
    }
}
