//! Splits the engine's module in two: what a first run needs, and the rest, which is loaded when it is first called.
//!
//! ```text
//! coroscope-split instrument IN.wasm OUT.wasm          counts which functions run: profile.mjs runs it, writes PROFILE
//! coroscope-split split IN.wasm PROFILE LINKED.wasm OUT.wasm REST.wasm
//! coroscope-split strip IN.wasm OUT.wasm               without names
//! ```
//!
//! IN is what `wasm-bindgen` made from LINKED. How the two halves work together is in `split`; `www/engine-boot.js` is the side of JavaScript.

mod data;
mod instrument;
mod module;
mod split;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

/// What went wrong, in words.
type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

const USAGE: &str =
    "usage: coroscope-split (instrument IN OUT | split IN PROFILE LINKED OUT REST | strip IN OUT)";

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("coroscope-split: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["instrument", from, to] => write(to, &instrument::instrument(&read(from)?)?),
        ["strip", from, to] => write(to, &module::strip(&read(from)?)?),
        ["split", from, profile, linked, to, rest] => {
            let whole = read(from)?;
            let halves = split::split(&whole, &read(profile)?, &read(linked)?)?;
            println!(
                "{} of {} functions, {} of {} bytes of code and {} of {} bytes of data are in the rest, which calls {} of the others",
                halves.moved,
                halves.functions,
                halves.moved_bytes,
                halves.code_bytes,
                halves.moved_data_bytes,
                halves.data_bytes,
                halves.called
            );
            write(to, &halves.first)?;
            write(rest, &halves.rest)
        }
        _ => Err(USAGE.into()),
    }
}

fn read(path: impl AsRef<Path>) -> Result<Vec<u8>> {
    let path = path.as_ref();
    fs::read(path).map_err(|error| format!("{}: {error}", path.display()).into())
}

fn write(path: impl AsRef<Path>, bytes: &[u8]) -> Result {
    let path = path.as_ref();
    fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()).into())
}
