//! The engine in a browser's dedicated worker.
//!
//! `www/engine-boot.js` instantiates the module, calls [`browser::prepare`] once and then
//! [`browser::handle`] with each message of the page. Events go to the page through `postMessage`.

#[cfg(target_arch = "wasm32")]
#[expect(
    deprecated,
    unreachable_pub,
    reason = "wasm-bindgen marks JSPI as experimental in this way, and exports only what is pub"
)]
#[path = "worker/browser.rs"]
mod browser;

#[cfg(target_arch = "wasm32")]
#[expect(
    deprecated,
    reason = "wasm-bindgen marks JSPI as experimental in this way"
)]
#[path = "worker/transport.rs"]
mod transport;

fn main() {
    // Everything starts with a message; natively there is none, and nothing to do.
}
