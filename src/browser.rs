//! What only a browser can do: clipboard, files, frames, the address. See www/browser.js.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_namespace = ["coroscopePage", "browser"])]
extern "C" {
    /// Copies a text. The promise gives whether it worked.
    pub fn copy(text: &str) -> js_sys::Promise;

    /// Offers a text as a file.
    pub fn download(name: &str, text: &str);

    /// Asks for a file; calls `done(name, text)`, for a trace `traced(name, bytes)`, or `refused(why)`.
    pub fn pick(
        done: &Closure<dyn FnMut(String, String)>,
        traced: &Closure<dyn FnMut(String, Vec<u8>)>,
        refused: &Closure<dyn FnMut(String)>,
    );

    /// Takes files dropped on the page; `over` tells when one hovers.
    #[wasm_bindgen(js_name = takeDrops)]
    pub fn take_drops(
        over: &Closure<dyn FnMut(bool)>,
        done: &Closure<dyn FnMut(String, String)>,
        traced: &Closure<dyn FnMut(String, Vec<u8>)>,
        refused: &Closure<dyn FnMut(String)>,
    );

    /// Fetches a text from beside the page; calls `done(text)` or `failed(why)`.
    #[wasm_bindgen(js_name = fetchText)]
    pub fn fetch_text(path: &str, done: JsValue, failed: JsValue);

    /// Calls `run` before the next frame, or soon if the page is hidden.
    pub fn soon(run: JsValue);

    /// Calls `other` if another open tab goes by the same name.
    #[wasm_bindgen(js_name = claimTab)]
    pub fn claim_tab(id: &str, other: JsValue);

    /// Makes what is copied out of an element exactly its text.
    #[wasm_bindgen(js_name = copyExactly)]
    pub fn copy_exactly(root: &web_sys::Element);

    /// Keeps an element scrolled to its end until the reader scrolls up; `changed` tells whether it follows.
    pub fn follow(pane: &web_sys::Element, changed: &Closure<dyn FnMut(bool)>);

    /// Scrolls that element so that the line of the instant is in sight.
    #[wasm_bindgen(js_name = showNow)]
    pub fn show_now();

    /// To be called after that element has grown; with true it goes to the end in any case.
    pub fn grown(always: bool);
}

/// Whether the visitor's system asks for little motion.
pub fn wants_little_motion() -> bool {
    gloo::utils::window()
        .match_media("(prefers-reduced-motion: reduce)")
        .ok()
        .flatten()
        .is_some_and(|query| query.matches())
}

/// Now, in milliseconds since 1970.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// The page's address without its fragment, and the fragment with its `#` (empty if there is none).
pub fn address() -> (String, String) {
    let location = gloo::utils::window().location();
    let href = location.href().unwrap_or_default();
    match href.split_once('#') {
        Some((address, fragment)) => (address.to_owned(), format!("#{fragment}")),
        None => (href, String::new()),
    }
}

/// Takes the fragment out of the address, without a step in the history and without an event.
pub fn clear_fragment() {
    let (address, fragment) = address();
    if !fragment.is_empty() {
        // Pages opened from a disk may not do it. Then a reload offers the link again, which harms nobody.
        let _ = gloo::utils::history().replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// Puts the caret into the element with that test handle, once it is drawn.
pub fn focus_on(handle: &'static str) {
    soon(Closure::once_into_js(move || {
        let found = gloo::utils::document().query_selector(&format!("[data-testid={handle}]"));
        if let Ok(Some(element)) = found
            && let Ok(element) = element.dyn_into::<web_sys::HtmlElement>()
        {
            // An element that cannot be focused is not there any more.
            let _ = element.focus();
        }
    }));
}
