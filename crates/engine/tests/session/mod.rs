//! Runs a program in a session and keeps all that it sends.

use coroscope_engine::control::Controls;
use coroscope_engine::session::{Session, Transport};
use coroscope_host::{Host, NativeHost, VirtualHost};
use coroscope_model::protocol::{Clock, End, Event, RunRequest};
use coroscope_model::trace::{Record, wire};
use coroscope_python::platform::ReadLine;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;
use std::thread;

/// What a session sent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Sent {
    Event(Event),
    Records(Vec<Record>),
}

/// All that a session sent, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Run {
    pub(crate) sent: Vec<Sent>,
}

impl Run {
    #[allow(
        dead_code,
        reason = "not every test that includes this looks at the trace"
    )]
    pub(crate) fn records(&self) -> Vec<Record> {
        self.parts().concat()
    }

    /// The parts in which the trace was sent.
    pub(crate) fn parts(&self) -> Vec<&[Record]> {
        let parts = self.sent.iter().filter_map(|sent| match sent {
            Sent::Records(records) => Some(&records[..]),
            Sent::Event(_) => None,
        });
        parts.collect()
    }

    /// What was printed.
    pub(crate) fn output(&self) -> String {
        let mut text = String::new();
        for sent in &self.sent {
            if let Sent::Event(Event::Output { chunks } | Event::Tail { chunks, .. }) = sent {
                text.extend(chunks.iter().map(|chunk| &*chunk.text));
            }
        }
        text
    }

    pub(crate) fn end(&self) -> &End {
        match self.sent.last() {
            Some(Sent::Event(Event::End(end))) => end,
            other => panic!("the end event is the last, and not {other:?}"),
        }
    }
}

/// Is told of each thing that a session sends, and may ask it for something.
pub(crate) type Script = Box<dyn FnMut(&Sent, &Controls) + Send>;

struct Page {
    sent: RefCell<Vec<Sent>>,
    script: RefCell<Option<Script>>,
    controls: RefCell<Option<Rc<Controls>>>,
    /// Real time, which goes on by a millisecond whenever somebody looks.
    now: Cell<f64>,
}

impl Page {
    fn take(&self, sent: Sent) {
        let script = self.script.borrow_mut().take();
        if let (Some(mut script), Some(controls)) = (script, self.controls.borrow().clone()) {
            script(&sent, &controls);
            *self.script.borrow_mut() = Some(script);
        }
        self.sent.borrow_mut().push(sent);
    }
}

/// What `halt` unwinds with, since it never returns.
struct Halted;

impl Transport for Page {
    fn output_limit(&self) -> usize {
        usize::MAX
    }

    fn send(&self, event: Event) {
        self.take(Sent::Event(event));
    }

    fn traced(&self, records: Vec<u8>) {
        self.take(Sent::Records(wire::read(&records).unwrap()));
    }

    fn real_ms(&self) -> f64 {
        self.now.set(self.now.get() + 1.0);
        self.now.get()
    }

    fn unix_time_ns(&self) -> i128 {
        0
    }

    fn read_line(&self) -> ReadLine {
        ReadLine::Line("typed\n".to_owned())
    }

    fn library_code(&self, name: &str) -> Result<Vec<u8>, String> {
        Err(format!("{name} is not there"))
    }

    fn library_source(&self, _path: &str) -> Option<String> {
        None
    }

    fn halt(&self, _exit_code: i32) -> ! {
        resume_unwind(Box::new(Halted))
    }
}

/// A request for a traced run on the virtual clock.
pub(crate) fn traced(code: &str) -> RunRequest {
    RunRequest {
        code: code.to_owned(),
        file: "main.py".to_owned(),
        clock: Clock::Virtual,
        seed: Some(1),
        trace: true,
        ..RunRequest::default()
    }
}

/// Runs a program to its end, in an interpreter of its own.
pub(crate) fn run(request: RunRequest) -> Run {
    run_with(request, None)
}

/// The same with somebody who asks for things while it runs.
pub(crate) fn run_with(request: RunRequest, script: Option<Script>) -> Run {
    // The interpreter recurses deeply; a test's own thread has too small a stack for it.
    let thread = thread::Builder::new().stack_size(64 << 20);
    let running = thread.spawn(move || {
        let page = Rc::new(Page {
            sent: RefCell::default(),
            script: RefCell::new(script),
            controls: RefCell::default(),
            now: Cell::new(0.0),
        });
        let result = catch_unwind(AssertUnwindSafe(|| {
            let session = Session::new(page.clone(), Box::new(NativeHost::new())).unwrap();
            *page.controls.borrow_mut() = Some(session.controls());
            let outside = || Box::new(NativeHost::new());
            let host: Box<dyn Host> = match request.clock {
                Clock::Real => outside(),
                Clock::Virtual => Box::new(VirtualHost::with_outside(outside())),
            };
            session.run(&request, host);
        }));
        if let Err(panic) = result
            && !panic.is::<Halted>()
        {
            resume_unwind(panic);
        }
        Run {
            sent: page.sent.take(),
        }
    });
    match running.unwrap().join() {
        Ok(run) => run,
        Err(panic) => resume_unwind(panic),
    }
}
