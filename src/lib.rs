//! Coroscope's page.
//!
//! - [`state`] is everything the page knows, and one pure function that takes an [`Action`](state::Action) to
//!   the next state and to the [`Effect`](state::Effect)s that should follow. It knows no browser, and is tested
//!   without one.
//! - [`view`] draws a state, and turns what the visitor does into actions.
//! - [`app`] holds the two together and carries out effects through [`editor`], [`engine`], [`store`] and
//!   [`browser`], which are all that touches JavaScript.
//!
//! The page links `coroscope-model` and nothing else of ours: Python runs in a worker with a module of its own.

pub mod app;
pub mod browser;
pub mod canvas;
pub mod editor;
pub mod engine;
pub mod keys;
pub mod share;
pub mod state;
pub mod store;
pub mod text;
pub mod timeline;
pub mod view;

use wasm_bindgen::prelude::wasm_bindgen;

/// Puts the page into the element `#app`. www/page.js calls this once, after it has made the editor.
#[wasm_bindgen]
pub fn start() {
    if let Some(root) = gloo::utils::document().get_element_by_id("app") {
        yew::Renderer::<app::App>::with_root(root).render();
    }
}
