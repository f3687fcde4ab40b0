//! Sets the size of the worker's shadow stack, and has the linker write down who refers to what.
//!
//! RustPython raises RecursionError when the stack in linear memory is nearly used up, but what
//! overflows first in a browser is the engine's own stack, of which a program can see nothing: a
//! fatal RangeError. Both grow together. So the one that can be measured is made small enough to be
//! used up first. See docs/decisions/recursion.md for the measurements.
//!
//! What the linker writes down lets `xtask/split` move tables, and not just code, out of what is loaded first. It takes them
//! out of what is published.

/// Bytes. The engine's stack is about 1 MB in Chromium and Firefox, on JSPI stacks too.
const SHADOW_STACK: u32 = 384 * 1024;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32") {
        println!("cargo::rustc-link-arg-bin=worker=-zstack-size={SHADOW_STACK}");
        if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
            println!("cargo::rustc-link-arg-bin=worker=--emit-relocs");
        }
    }
}
