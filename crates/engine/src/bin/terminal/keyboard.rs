//! Standard input, read so that Ctrl-C can break a wait for it.

use coroscope_python::platform::ReadLine;
use std::cell::Cell;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// What ends a wait for a line.
enum Said {
    Line(std::io::Result<String>),
    Break,
}

/// Standard input. A thread of its own reads it, one line whenever the program asks for one, so that what follows stays
/// where it is.
pub(super) struct Keyboard {
    says: Sender<Said>,
    said: Receiver<Said>,
    /// Whether the thread reads a line that has not been taken yet: after a wait that was broken.
    reads: Cell<bool>,
}

/// Ends the wait of a [`Keyboard`].
pub(super) struct Break(Sender<Said>);

impl Keyboard {
    pub(super) fn new() -> Self {
        let (says, said) = channel();
        Self {
            says,
            said,
            reads: Cell::new(false),
        }
    }

    pub(super) fn on_break(&self) -> Break {
        Break(self.says.clone())
    }

    /// Blocks for a line. A break that came while nobody waited ends the next wait, which its caller begins anew.
    pub(super) fn read_line(&self) -> ReadLine {
        if !self.reads.replace(true) {
            let says = self.says.clone();
            thread::spawn(move || {
                let mut line = String::new();
                let read = std::io::stdin().read_line(&mut line).map(|_| line);
                // Nobody listens any more: the process ends.
                let _ = says.send(Said::Line(read));
            });
        }
        // There is always a sender: this one.
        let Ok(Said::Line(read)) = self.said.recv() else {
            return ReadLine::Interrupted;
        };
        self.reads.set(false);
        match read {
            Ok(line) if line.is_empty() => ReadLine::Eof,
            Ok(line) => ReadLine::Line(line),
            Err(_) => ReadLine::Unavailable("standard input cannot be read as UTF-8"),
        }
    }
}

impl Break {
    pub(super) fn wake(&self) {
        let _ = self.0.send(Said::Break);
    }
}
