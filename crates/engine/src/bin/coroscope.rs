//! `coroscope run FILE`: the same engine in a terminal.

#[cfg(not(target_arch = "wasm32"))]
#[path = "terminal/mod.rs"]
mod terminal;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    terminal::main()
}

/// The browser has `worker` instead; this binary only exists so that the package builds for wasm.
#[cfg(target_arch = "wasm32")]
fn main() {}
