//! A platform with a virtual clock, and a way to run a program on it.

use coroscope_model::protocol::Stream;
use coroscope_python::platform::{self, Platform, ReadLine};
use coroscope_python::{Interpreter, Program};
use coroscope_scheduler::Time;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;
use std::thread;

/// What a program printed and how it ended.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) out: String,
    pub(crate) err: String,
    /// The report and the line of a deadlock.
    pub(crate) deadlock: Option<(String, Option<u32>)>,
}

#[derive(Default)]
struct VirtualTime {
    now: Cell<f64>,
    ended: RefCell<Ended>,
}

/// What a deadlock unwinds with, since `deadlocked` never returns.
struct Deadlocked;

impl Platform for VirtualTime {
    fn now(&self) -> Time {
        Time::from_secs(self.now.get())
    }

    fn unix_time_ns(&self) -> i128 {
        0
    }

    fn process_time(&self) -> f64 {
        self.now.get()
    }

    fn sleep(&self, seconds: f64) {
        self.now.set(self.now.get() + seconds);
    }

    fn wait(&self, until: Option<Time>) {
        let until = until.expect("nothing outside can wake the loop");
        self.now.set(self.now.get().max(until.as_secs()));
    }

    fn checkpoint(&self) {}

    fn expects_wakeup(&self) -> bool {
        false
    }

    fn write(&self, stream: Stream, text: &str) {
        let mut ended = self.ended.borrow_mut();
        match stream {
            Stream::Stdout => ended.out.push_str(text),
            Stream::Stderr => ended.err.push_str(text),
        }
    }

    fn flush(&self, _stream: Stream) {}

    fn read_line(&self) -> ReadLine {
        ReadLine::Eof
    }

    fn library_code(&self, name: &str) -> Result<Vec<u8>, String> {
        Err(format!("{name} is not there"))
    }

    fn library_source(&self, _path: &str) -> Option<String> {
        None
    }

    fn deadlocked(&self, report: String, line: Option<u32>) -> ! {
        self.ended.borrow_mut().deadlock = Some((report, line));
        resume_unwind(Box::new(Deadlocked));
    }
}

/// Runs a program in an interpreter of its own.
pub(crate) fn run(source: &str) -> Ended {
    let source = source.to_owned();
    // The interpreter recurses deeply; a test's own thread has too small a stack for it.
    let thread = thread::Builder::new().stack_size(64 << 20);
    let running = thread.spawn(move || {
        let platform = Rc::new(VirtualTime::default());
        platform::install(platform.clone());
        let program = Program {
            source: &source,
            file: "main.py",
            ..Program::default()
        };
        let result = catch_unwind(AssertUnwindSafe(|| {
            Interpreter::new(1).unwrap().run(program);
        }));
        if let Err(panic) = result
            && !panic.is::<Deadlocked>()
        {
            resume_unwind(panic);
        }
        platform.ended.take()
    });
    match running.unwrap().join() {
        Ok(ended) => ended,
        Err(panic) => resume_unwind(panic),
    }
}

/// Runs a program and compares all that it printed; nothing may go to standard error.
#[track_caller]
pub(crate) fn prints(source: &str, expected: &str) {
    let ended = run(source);
    assert_eq!(
        ended.err, "",
        "standard error of a program that printed {:?}",
        ended.out
    );
    assert_eq!(ended.deadlock, None);
    assert_eq!(ended.out, expected);
}
