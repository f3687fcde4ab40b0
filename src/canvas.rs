//! Canvases and what pointers do over them; see www/canvas.js and www/timeline.js.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlCanvasElement, HtmlInputElement};

use crate::browser;
use crate::timeline::scene::Scene;

#[wasm_bindgen(js_namespace = ["coroscopePage", "canvas"])]
extern "C" {
    #[wasm_bindgen(js_name = paint)]
    fn paint_numbers(
        canvas: &HtmlCanvasElement,
        width: f64,
        height: f64,
        numbers: &[f32],
        texts: Vec<String>,
    );

    /// Forgets a canvas that is gone.
    pub fn forget(canvas: &HtmlCanvasElement);
}

#[wasm_bindgen(js_namespace = ["coroscopePage", "timeline"])]
extern "C" {
    /// Watches the timeline. Gives what ends that.
    pub fn attach(
        root: &Element,
        canvas: &HtmlCanvasElement,
        ruler: f64,
        tell: &Closure<dyn FnMut(String, f64, f64, f64, f64)>,
    ) -> js_sys::Function;

    /// Brings the lanes to a place.
    #[wasm_bindgen(js_name = scrollTo)]
    pub fn scroll_to(root: &Element, top: f64);

    /// Watches the scrubber. Gives what ends that.
    #[wasm_bindgen(js_name = attachScrubber)]
    pub fn attach_scrubber(
        input: &HtmlInputElement,
        tell: &Closure<dyn FnMut(String, f64, f64, f64, f64)>,
    ) -> js_sys::Function;
}

/// Paints a scene on a canvas of this size in CSS pixels.
pub fn paint(canvas: &HtmlCanvasElement, width: f64, height: f64, scene: &Scene) {
    let (numbers, texts) = scene.encode();
    paint_numbers(canvas, width, height, &numbers, texts);
}

type Work = Box<dyn FnOnce()>;

/// Paints at most once a frame: what is asked for later in the same frame takes the place of what was.
#[derive(Clone, Default)]
pub struct Painter(Rc<RefCell<Option<Work>>>);

impl Painter {
    /// Does `work` before the next frame, unless something else is to be done by then.
    pub fn soon(&self, work: impl FnOnce() + 'static) {
        if self.0.borrow_mut().replace(Box::new(work)).is_some() {
            return;
        }
        let waiting = self.0.clone();
        browser::soon(Closure::once_into_js(move || {
            let work = waiting.borrow_mut().take();
            if let Some(work) = work {
                work();
            }
        }));
    }
}
