//! The worker's two exports.

use crate::transport::Page;
use coroscope_engine::session::Session;
use coroscope_host::{BrowserHost, Host, VirtualHost};
use coroscope_model::protocol::{Clock, Event, Request, RunRequest};
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// This worker's engine: one page, one interpreter, one run.
struct Engine {
    page: Rc<Page>,
    session: Session,
    /// Taken by the run.
    fresh: RefCell<bool>,
}

thread_local! {
    static ENGINE: OnceCell<Rc<Engine>> = const { OnceCell::new() };
}

/// Builds the interpreter and says [`Event::Ready`]. Called once, before [`handle`].
///
/// `jspi` says whether the browser can suspend WebAssembly stacks.
///
/// # Errors
/// A message for the page's crash notice, if the library does not start.
#[wasm_bindgen]
pub fn prepare(jspi: bool) -> Result<(), JsError> {
    console_error_panic_hook::set_once();
    let page = Rc::new(Page::new(jspi));
    // The warm-up imports modules; it has nothing to wait for.
    let session =
        Session::new(page.clone(), Box::new(VirtualHost::new())).map_err(|traceback| {
            JsError::new(&format!("the Python library does not start:\n{traceback}"))
        })?;
    let engine = Rc::new(Engine {
        page: page.clone(),
        session,
        fresh: RefCell::new(true),
    });
    ENGINE
        .with(|cell| cell.set(engine))
        .map_err(|_| JsError::new("prepare() was called twice"))?;
    page.post(&Event::Ready {
        python: coroscope_python::VERSION.to_owned(),
        jspi,
    });
    Ok(())
}

/// Takes one message of the page, a [`Request`] as JSON text.
///
/// For [`Request::Run`] it returns when the run has ended; with JSPI the program may suspend meanwhile and
/// other messages are handled on stacks of their own.
///
/// # Errors
/// If the text is no request, or the engine is not prepared: defects of ours.
#[wasm_bindgen(jspi)]
pub fn handle(text: &str) -> Result<(), JsError> {
    let engine = ENGINE.with(|cell| cell.get().cloned());
    let engine = engine.ok_or_else(|| JsError::new("handle() was called before prepare()"))?;
    match serde_json::from_str(text)? {
        Request::Stdin { text } => engine.page.type_in(text),
        Request::Pause => engine.session.controls().pause(),
        Request::Continue => engine.session.controls().go_on(),
        Request::Step { unit } => engine.session.controls().step(unit),
        Request::Pace { factor } => engine.session.controls().set_pace(factor),
        Request::Interrupt => {
            engine.page.post(&Event::Interrupted);
            engine.session.controls().interrupt();
            engine.page.wake_reader();
        }
        Request::Cancel { task } => engine.session.controls().cancel(task),
        Request::Run(request) => {
            if engine.fresh.replace(false) {
                let host = host(&engine.page, &request);
                engine.session.run(&request, host);
            }
        }
    }
    Ok(())
}

/// The host for the clock that was asked for; without JSPI nothing can wait, so time is virtual.
fn host(page: &Page, request: &RunRequest) -> Box<dyn Host> {
    if !page.jspi() {
        return Box::new(VirtualHost::new());
    }
    match (request.clock, BrowserHost::new()) {
        (Clock::Real, Ok(host)) => Box::new(host),
        (Clock::Virtual, Ok(outside)) => Box::new(VirtualHost::with_outside(Box::new(outside))),
        (_, Err(_)) => Box::new(VirtualHost::new()),
    }
}
