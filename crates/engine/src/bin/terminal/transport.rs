//! The terminal as a session's transport.

use crate::terminal::keyboard::Keyboard;
use crate::terminal::trace_file::TraceFile;
use coroscope_engine::session::Transport;
use coroscope_model::protocol::{Chunk, End, EndKind, Event, Stream};
use coroscope_python::platform::ReadLine;
use std::cell::{Cell, RefCell};
use std::io::Write;
use std::time::{Instant, SystemTime};

/// Prints output to the process's own streams, all of it.
pub(super) struct Terminal {
    start: Instant,
    /// Where the trace goes, if it goes anywhere.
    file: RefCell<Option<TraceFile>>,
    keyboard: Keyboard,
    has_failed: Cell<bool>,
}

impl Terminal {
    pub(super) fn new(file: Option<TraceFile>) -> Self {
        Self {
            start: Instant::now(),
            file: RefCell::new(file),
            keyboard: Keyboard::new(),
            has_failed: Cell::new(false),
        }
    }

    pub(super) fn keyboard(&self) -> &Keyboard {
        &self.keyboard
    }

    /// Whether the trace could not be written; the reason has been printed.
    pub(super) fn has_failed(&self) -> bool {
        self.has_failed.get()
    }

    fn write_trace(&self, end: &End) {
        let file = self.file.borrow_mut().take();
        if let Some(mut file) = file
            && let Err(why) = file.write(end)
        {
            self.has_failed.set(true);
            let _ = writeln!(std::io::stderr(), "coroscope: {why}");
        }
    }
}

impl Transport for Terminal {
    fn output_limit(&self) -> usize {
        usize::MAX
    }

    fn send(&self, event: Event) {
        match event {
            Event::Output { chunks } | Event::Tail { chunks, .. } => {
                print(&chunks);
                if let Some(file) = &mut *self.file.borrow_mut() {
                    file.take_output(&chunks);
                }
            }
            Event::End(end) => {
                if end.kind == EndKind::Deadlocked {
                    let _ = writeln!(std::io::stderr(), "deadlocked: {}", end.message);
                }
                self.write_trace(&end);
            }
            Event::Ready { .. }
            | Event::Started
            | Event::InputWanted
            | Event::Paused
            | Event::Continued
            | Event::Interrupted
            | Event::Reporting => {}
        }
    }

    fn traced(&self, records: Vec<u8>) {
        if let Some(file) = &mut *self.file.borrow_mut() {
            file.take_records(&records);
        }
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
        self.keyboard.read_line()
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
