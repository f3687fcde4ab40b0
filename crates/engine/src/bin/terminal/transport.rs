//! The terminal as a session's transport.

use coroscope_engine::session::Transport;
use coroscope_model::protocol::{Chunk, EndKind, Event, Stream};
use coroscope_python::platform::ReadLine;
use std::cell::RefCell;
use std::io::Write;
use std::time::{Instant, SystemTime};

/// Prints output to the process's own streams, all of it.
pub(super) struct Terminal {
    start: Instant,
    trace: RefCell<Vec<u8>>,
}

impl Terminal {
    pub(super) fn new() -> Self {
        Self {
            start: Instant::now(),
            trace: RefCell::default(),
        }
    }
}

impl Transport for Terminal {
    fn output_limit(&self) -> usize {
        usize::MAX
    }

    fn send(&self, event: Event) {
        match event {
            Event::Output { chunks } | Event::Tail { chunks, .. } => print(&chunks),
            Event::End(end) if end.kind == EndKind::Deadlocked => {
                let _ = writeln!(std::io::stderr(), "deadlocked: {}", end.message);
            }
            Event::Ready { .. }
            | Event::Started
            | Event::InputWanted
            | Event::Paused
            | Event::Continued
            | Event::End(_) => {}
        }
    }

    fn traced(&self, records: Vec<u8>) {
        self.trace.borrow_mut().extend(records);
    }

    fn real_ms(&self) -> f64 {
        self.start.elapsed().as_secs_f64() * 1000.0
    }

    fn unix_time_ns(&self) -> i128 {
        match SystemTime::now().duration_since(SystemTime::UNIX_EPOCH) {
            Ok(since) => since.as_nanos() as i128,
            Err(before) => -(before.duration().as_nanos() as i128),
        }
    }

    fn read_line(&self) -> ReadLine {
        let mut line = String::new();
        match std::io::stdin().read_line(&mut line) {
            Ok(0) => ReadLine::Eof,
            Ok(_) => ReadLine::Line(line),
            Err(_) => ReadLine::Unavailable("standard input cannot be read as UTF-8"),
        }
    }

    fn library_code(&self, name: &str) -> Result<Vec<u8>, String> {
        Err(format!(
            "{name} is not part of this build: natively the whole library is embedded"
        ))
    }

    fn library_source(&self, _path: &str) -> Option<String> {
        None
    }

    fn halt(&self, exit_code: i32) -> ! {
        std::process::exit(exit_code)
    }
}

fn print(chunks: &[Chunk]) {
    for chunk in chunks {
        // A closed pipe is the reader's decision; the program goes on without it.
        let _ = match chunk.stream {
            Stream::Stdout => {
                let mut out = std::io::stdout().lock();
                out.write_all(chunk.text.as_bytes())
                    .and_then(|()| out.flush())
            }
            Stream::Stderr => std::io::stderr().lock().write_all(chunk.text.as_bytes()),
        };
    }
}
