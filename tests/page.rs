//! The browser's drivers in a page. Run with `wasm-pack test --headless --chrome`.
#![cfg(target_arch = "wasm32")]
#![expect(
    clippy::unwrap_used,
    reason = "a test says what it expects by unwrapping it"
)]
#![expect(unreachable_pub, reason = "nobody imports a test")]

mod browser;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
