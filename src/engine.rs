//! Talks to the engines through www/engine.js.
//!
//! What an engine says is gathered and passed on once a frame, so that a flood of output costs a redraw a frame and
//! not one a message; less often while drawing takes long, as it does with very many tasks.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use coroscope_model::protocol::{Event, Request};
use coroscope_model::trace::wire;
use gloo::timers::callback::Timeout;
use wasm_bindgen::prelude::*;
use yew::Callback;

use crate::browser;
use crate::inbox::Inbox;
use crate::state::{Action, EngineId};

#[wasm_bindgen(js_namespace = ["coroscopePage", "engine"])]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = jspi)]
    static JSPI: bool;

    fn load(
        progress: &Closure<dyn FnMut(f64, f64)>,
        done: &Closure<dyn FnMut(f64)>,
        failed: &Closure<dyn FnMut(String)>,
    );

    fn start(
        id: EngineId,
        message: &Closure<dyn FnMut(EngineId, String)>,
        crashed: &Closure<dyn FnMut(EngineId, String)>,
        traced: &Closure<dyn FnMut(EngineId, js_sys::Uint8Array)>,
    );

    fn send(id: EngineId, json: &str);

    fn terminate(id: EngineId);
}

/// Whether this browser can suspend a program (JSPI), as far as the page can tell.
pub fn jspi() -> bool {
    JSPI.with(|jspi| *jspi)
}

/// How many times as long as drawing took the page rests before it is drawn for an engine again, so that it can answer its
/// visitor; at most so many milliseconds. What takes no longer than a frame needs no rest.
const REST: f64 = 3.0;
const LONGEST_REST: f64 = 1_000.0;
const FRAME: f64 = 1_000.0 / 60.0;

/// What engines have said and the page does not know yet.
#[derive(Default)]
struct Pending {
    inbox: RefCell<Inbox>,
    /// Whether a round of it is due.
    scheduled: Cell<bool>,
    /// Until when the page rests.
    rests_until: Cell<f64>,
    /// The engine that was asked to end its program. Until it does nothing is drawn: a flood can keep the page so busy that
    /// the timer which ends it is late.
    ending: Cell<Option<EngineId>>,
}

/// The page's side of all engines.
pub struct Client {
    dispatch: Callback<Action>,
    progress: Closure<dyn FnMut(f64, f64)>,
    done: Closure<dyn FnMut(f64)>,
    failed: Closure<dyn FnMut(String)>,
    message: Closure<dyn FnMut(EngineId, String)>,
    crashed: Closure<dyn FnMut(EngineId, String)>,
    traced: Closure<dyn FnMut(EngineId, js_sys::Uint8Array)>,
    pending: Rc<Pending>,
}

impl Client {
    /// A client that passes on what happens through `dispatch`.
    pub fn new(dispatch: Callback<Action>) -> Self {
        let pending = Rc::<Pending>::default();
        Self {
            progress: progress(dispatch.clone()),
            done: {
                let dispatch = dispatch.clone();
                Closure::new(move |bytes| {
                    dispatch.emit(Action::Downloaded {
                        bytes: whole(bytes),
                    })
                })
            },
            failed: {
                let dispatch = dispatch.clone();
                Closure::new(move |why| dispatch.emit(Action::DownloadFailed(why)))
            },
            message: message(pending.clone(), dispatch.clone()),
            traced: traced(pending.clone(), dispatch.clone()),
            crashed: {
                let (pending, dispatch) = (pending.clone(), dispatch.clone());
                Closure::new(move |id, why| {
                    flush(&pending, &dispatch);
                    dispatch.emit(Action::EngineBroke {
                        id,
                        why,
                        at: browser::now(),
                    });
                })
            },
            dispatch,
            pending,
        }
    }

    /// Gets the engine's module.
    pub fn load(&self) {
        load(&self.progress, &self.done, &self.failed);
    }

    /// Starts an engine.
    pub fn boot(&self, id: EngineId) {
        start(id, &self.message, &self.crashed, &self.traced);
    }

    /// Sends an engine a request.
    pub fn send(&self, id: EngineId, request: &Request) {
        match serde_json::to_string(request) {
            Ok(json) => send(id, &json),
            Err(error) => self.dispatch.emit(broke(id, &error)),
        }
    }

    /// Ends an engine at once. What it has said and is not shown yet is dropped by the state, which no longer
    /// listens to it.
    pub fn terminate(&self, id: EngineId) {
        if self.pending.ending.get() == Some(id) {
            self.pending.ending.set(None);
        }
        terminate(id);
    }

    /// From here on nothing is passed on before this engine has said its last, or [`flush`](Client::flush) is called; but
    /// that it has heard of its end.
    pub fn await_end(&self, id: EngineId) {
        self.pending.ending.set(Some(id));
    }

    /// The page was drawn, which took so many milliseconds.
    pub fn drawn(&self, took: f64) {
        let rest = if took > FRAME {
            (REST * took).min(LONGEST_REST)
        } else {
            0.0
        };
        self.pending.rests_until.set(browser::now() + rest);
    }

    /// Whether the page rests: what nobody waits for need not be drawn now.
    pub fn rests(&self) -> bool {
        browser::now() < self.pending.rests_until.get()
    }

    /// Passes on what engines have said so far; to be called before the visitor stops a run, so that everything that
    /// was printed is kept.
    pub fn flush(&self) {
        flush(&self.pending, &self.dispatch);
    }
}

/// A count of bytes that came through JavaScript.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of bytes, far below 2^53"
)]
fn whole(number: f64) -> u64 {
    number.max(0.0) as u64
}

/// Passes on how far the download is, at most once a frame.
fn progress(dispatch: Callback<Action>) -> Closure<dyn FnMut(f64, f64)> {
    let newest: Rc<RefCell<Option<(f64, f64)>>> = Rc::default();
    Closure::new(move |received, total| {
        if newest.replace(Some((received, total))).is_some() {
            return;
        }
        let (newest, dispatch) = (newest.clone(), dispatch.clone());
        browser::soon(Closure::once_into_js(move || {
            if let Some((received, total)) = newest.take() {
                let total = Some(whole(total)).filter(|total| *total > 0);
                dispatch.emit(Action::Progress {
                    received: whole(received),
                    total,
                });
            }
        }));
    })
}

fn message(
    pending: Rc<Pending>,
    dispatch: Callback<Action>,
) -> Closure<dyn FnMut(EngineId, String)> {
    Closure::new(move |id, json: String| {
        let event = match serde_json::from_str::<Event>(&json) {
            Ok(event) => event,
            Err(error) => {
                flush(&pending, &dispatch);
                dispatch.emit(broke(id, &error));
                return;
            }
        };
        if pending.ending.get() == Some(id) {
            match event {
                // Nothing that waits has anything to do with it.
                Event::Interrupted => {
                    let (events, at) = (vec![event], browser::now());
                    dispatch.emit(Action::FromEngine { id, events, at });
                    return;
                }
                Event::End(_) => pending.ending.set(None),
                _ => {}
            }
        }
        let is_news = matches!(event, Event::End(_) | Event::InputWanted | Event::Paused);
        pending.inbox.borrow_mut().add_event(id, event);
        if is_news {
            // The visitor waits for it.
            pending.rests_until.set(0.0);
            pending.scheduled.set(false);
        }
        schedule(&pending, &dispatch);
    })
}

fn traced(
    pending: Rc<Pending>,
    dispatch: Callback<Action>,
) -> Closure<dyn FnMut(EngineId, js_sys::Uint8Array)> {
    Closure::new(move |id, bytes: js_sys::Uint8Array| {
        let records = match wire::read(&bytes.to_vec()) {
            Ok(records) => records,
            Err(error) => {
                flush(&pending, &dispatch);
                dispatch.emit(broke(id, &error));
                return;
            }
        };
        pending.inbox.borrow_mut().add_records(id, records);
        schedule(&pending, &dispatch);
    })
}

/// Has what waits passed on with the next frame, or when the page has rested.
fn schedule(pending: &Rc<Pending>, dispatch: &Callback<Action>) {
    if pending.ending.get().is_some() || pending.scheduled.replace(true) {
        return;
    }
    let rest = pending.rests_until.get() - browser::now();
    let (pending, dispatch) = (pending.clone(), dispatch.clone());
    let begin = move || {
        pending.inbox.borrow_mut().begin();
        go_on(&pending, &dispatch);
    };
    if rest > 0.0 {
        later(rest, begin);
    } else {
        browser::soon(Closure::once_into_js(begin));
    }
}

/// Passes on the next part of the round, and has the others follow, each as a task of its own.
fn go_on(pending: &Rc<Pending>, dispatch: &Callback<Action>) {
    if pending.ending.get().is_some() {
        pending.inbox.borrow_mut().give_up();
    }
    let next = pending.inbox.borrow_mut().next(browser::now());
    if let Some(action) = next {
        dispatch.emit(action);
    }
    if pending.inbox.borrow().in_round() {
        let (pending, dispatch) = (pending.clone(), dispatch.clone());
        later(0.0, move || go_on(&pending, &dispatch));
        return;
    }
    pending.scheduled.set(false);
    if !pending.inbox.borrow().is_empty() {
        schedule(pending, dispatch);
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "milliseconds, at most those of the longest rest"
)]
fn later(ms: f64, run: impl FnOnce() + 'static) {
    Timeout::new(ms.ceil() as u32, run).forget();
}

/// Passes on all that waits.
fn flush(pending: &Pending, dispatch: &Callback<Action>) {
    let at = browser::now();
    let mut inbox = pending.inbox.borrow_mut();
    inbox.give_up();
    inbox.begin();
    let actions: Vec<Action> = std::iter::from_fn(|| inbox.next(at)).collect();
    drop(inbox);
    for action in actions {
        dispatch.emit(action);
    }
}

fn broke(id: EngineId, error: &impl std::fmt::Display) -> Action {
    Action::EngineBroke {
        id,
        why: format!("page and engine do not understand each other: {error}"),
        at: browser::now(),
    }
}
