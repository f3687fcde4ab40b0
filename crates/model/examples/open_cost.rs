//! What opening a large trace file costs, by its parts.
//!
//! `cargo run --release -p coroscope-model --example open_cost FILE` prints one line for each.

use coroscope_model::trace::Trace;
use coroscope_model::trace::file::{self, Progress};
use std::time::{Duration, Instant};

/// How many records are read at a time.
const SLICE: usize = 10_000;

fn main() {
    let Some(name) = std::env::args().nth(1) else {
        println!("Which file?");
        return;
    };
    let bytes = match std::fs::read(&name) {
        Ok(bytes) => bytes,
        Err(error) => {
            println!("{name}: {error}");
            return;
        }
    };
    println!("{} MB", bytes.len() / 1_000_000);
    let began = Instant::now();
    let mut reading = file::Reading::new(bytes, usize::MAX);
    let mut worst = Duration::ZERO;
    let (trace, about) = loop {
        let slice = Instant::now();
        let progress = reading.read_on(SLICE);
        worst = worst.max(slice.elapsed());
        match progress {
            Progress::More(_) => {}
            Progress::Done(read) => match *read {
                Ok(read) => break read,
                Err(error) => {
                    println!("{error}");
                    return;
                }
            },
        }
    };
    println!(
        "read: {} ms, {} events; {SLICE} records in {} ms at most",
        began.elapsed().as_millis(),
        trace.last(),
        worst.as_millis()
    );
    let records: Vec<_> = trace.records().collect();
    drop(trace);
    let count = records.len();
    let began = Instant::now();
    let mut trace = Trace::new(about.program.clock, usize::MAX);
    for record in records {
        trace.push(record);
    }
    println!(
        "of that, taking {count} records in: {} ms",
        began.elapsed().as_millis()
    );
}
