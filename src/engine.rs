//! Talks to the engines through www/engine.js.
//!
//! What an engine says is gathered and passed on once a frame, so that a flood of output costs a redraw a frame and
//! not one a message; less often while drawing takes long, as it does with very many tasks. Records of the trace are taken
//! over as they come, some milliseconds' work a message, and looked at with the rest.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use coroscope_model::protocol::{Event, Request};
use coroscope_model::trace::{Record, wire};
use gloo::timers::callback::Timeout;
use wasm_bindgen::prelude::*;
use yew::Callback;

use crate::browser;
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

/// How many milliseconds after it was drawn it is drawn for an engine again at the earliest. Drawn with every frame it would
/// keep a core busy that the engine may need, or the browser's compiler.
const BETWEEN: f64 = 50.0;

/// What engines have said and the page does not know yet.
#[derive(Default)]
struct Pending {
    /// One entry for each run of messages of a kind from one engine.
    said: RefCell<Vec<(EngineId, Said)>>,
    /// Whether it will be passed on with the next frame, or after the rest.
    scheduled: Cell<bool>,
    /// Whether records were taken over that the page has not looked at.
    traced: Cell<bool>,
    /// When the page was drawn, and until when it rests.
    drawn: Cell<f64>,
    rests_until: Cell<f64>,
    /// The engine that was asked to end its program. Until it does nothing is drawn: a flood can keep the page so busy that
    /// the timer which ends it is late.
    ending: Cell<Option<EngineId>>,
}

impl Pending {
    /// How many milliseconds the page still rests.
    fn rest(&self) -> f64 {
        self.rests_until.get() - browser::now()
    }

    /// Adds an event; of several tails in one frame only the newest is worth drawing.
    fn add_event(&self, id: EngineId, event: Event) {
        let mut said = self.said.borrow_mut();
        match said.last_mut() {
            Some((last, Said::Events(events))) if *last == id => {
                if let (Some(Event::Tail { .. }), Event::Tail { .. }) = (events.last(), &event) {
                    events.pop();
                }
                events.push(event);
            }
            _ => said.push((id, Said::Events(vec![event]))),
        }
    }

    fn hold_records(&self, id: EngineId, records: Vec<Record>) {
        let mut said = self.said.borrow_mut();
        match said.last_mut() {
            Some((last, Said::Records(before))) if *last == id => before.extend(records),
            _ => said.push((id, Said::Records(records))),
        }
    }

    fn holds_records(&self) -> bool {
        let said = self.said.borrow();
        said.iter()
            .any(|(_, said)| matches!(said, Said::Records(_)))
    }
}

/// Messages of one kind.
enum Said {
    Events(Vec<Event>),
    /// Only what came while nothing is drawn.
    Records(Vec<Record>),
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
        let now = browser::now();
        self.pending.drawn.set(now);
        self.pending.rests_until.set(now + rest);
    }

    /// Whether the page rests: what nobody waits for need not be drawn now.
    pub fn rests(&self) -> bool {
        self.pending.rest() > 0.0
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
                Event::Interrupted | Event::Reporting => {
                    dispatch.emit(said_by(id, Said::Events(vec![event])));
                    return;
                }
                Event::End(_) => pending.ending.set(None),
                _ => {}
            }
        }
        if matches!(event, Event::End(_) | Event::InputWanted | Event::Paused) {
            // The visitor waits for it.
            pending.drawn.set(0.0);
            pending.rests_until.set(0.0);
            pending.scheduled.set(false);
        }
        pending.add_event(id, event);
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
        if pending.ending.get().is_some() || pending.holds_records() {
            pending.hold_records(id, records);
        } else {
            dispatch.emit(Action::Traced { id, records });
            pending.traced.set(true);
        }
        schedule(&pending, &dispatch);
    })
}

/// Has what waits passed on with the next frame, or when the page has rested.
fn schedule(pending: &Rc<Pending>, dispatch: &Callback<Action>) {
    if pending.ending.get().is_some() || pending.scheduled.replace(true) {
        return;
    }
    let between = pending.drawn.get() + BETWEEN - browser::now();
    let rest = pending.rest().max(between);
    let (pending, dispatch) = (pending.clone(), dispatch.clone());
    let pass_on = move || {
        pending.scheduled.set(false);
        if pending.ending.get().is_none() {
            flush(&pending, &dispatch);
        }
    };
    if rest > 0.0 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "milliseconds, at most those of the longest rest"
        )]
        Timeout::new(rest.ceil() as u32, pass_on).forget();
    } else {
        browser::soon(Closure::once_into_js(pass_on));
    }
}

fn flush(pending: &Pending, dispatch: &Callback<Action>) {
    let said = pending.said.take();
    for (id, said) in said {
        if matches!(said, Said::Records(_)) {
            pending.traced.set(true);
        }
        dispatch.emit(said_by(id, said));
    }
    if pending.traced.replace(false) {
        let at = browser::now();
        dispatch.emit(Action::CatchUp { at });
    }
}

fn said_by(id: EngineId, said: Said) -> Action {
    let at = browser::now();
    match said {
        Said::Events(events) => Action::FromEngine { id, events, at },
        Said::Records(records) => Action::Traced { id, records },
    }
}

fn broke(id: EngineId, error: &impl std::fmt::Display) -> Action {
    Action::EngineBroke {
        id,
        why: format!("page and engine do not understand each other: {error}"),
        at: browser::now(),
    }
}
