//! What Python needs from whoever runs it: time, waiting, streams, library files.
//!
//! The binding itself reads no clock and does no input or output. The engine supplies one
//! [`Platform`] a thread, built from a host (`crates/host`) and a transport; tests supply their own.
//! Native modules reach it through [`with`], because RustPython hands them nothing but the VM.

use coroscope_model::protocol::Stream;
use coroscope_scheduler::Time;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What came of asking for a line of standard input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadLine {
    /// A line, with its newline unless the input ended without one.
    Line(String),
    /// End of file.
    Eof,
    /// The program cannot be suspended here; the text says why and what to do.
    Unavailable(&'static str),
    /// [`Platform::take_interrupt`] has something to say first; what was typed meanwhile is kept.
    Interrupted,
}

/// Where a loop is between two items of its queue, when the platform may hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// The next step or callback is about to run.
    BeforeItem,
    /// A step or callback is over, with all that followed from it.
    AfterItem,
    /// The turn is over.
    AfterTurn,
}

/// What Python needs from whoever runs it.
///
/// Blocking calls (`sleep`, `wait`, `read_line`) block the program, never the page.
pub trait Platform {
    /// The loop's clock: monotonic, in seconds. `time.monotonic()` and `loop.time()`.
    fn now(&self) -> Time;
    /// Wall-clock time in nanoseconds since the Unix epoch.
    fn unix_time_ns(&self) -> i128;
    /// CPU time used by this program in seconds, as well as it can be told; never goes back.
    fn process_time(&self) -> f64;
    /// Blocks for `seconds` (finite, not negative), or until an interrupt comes. `time.sleep()`.
    fn sleep(&self, seconds: f64);
    /// Blocks until the clock reaches `until`, or something outside woke the loop: an interrupt, too.
    fn wait(&self, until: Option<Time>);
    /// Called between turns of a busy loop, so that the browser gets its microtasks and messages.
    fn checkpoint(&self);
    /// Whether something outside the program can still wake an idle loop: pending input, a fetch, the network.
    fn expects_wakeup(&self) -> bool;
    /// Writes program output, exactly as given.
    fn write(&self, stream: Stream, text: &str);
    /// Asks that what was written be shown now.
    fn flush(&self, stream: Stream);
    /// Blocks for the next line of standard input.
    fn read_line(&self) -> ReadLine;
    /// The marshalled code of the library module `name` (dotted), which is not embedded. Blocks while it is fetched.
    ///
    /// # Errors
    /// A sentence for the visitor: what could not be fetched, and what to do.
    fn library_code(&self, name: &str) -> Result<Vec<u8>, String>;
    /// The source text of the library file `path` (relative to the library's root), for tracebacks.
    fn library_source(&self, path: &str) -> Option<String>;
    /// The flag that is set while [`hold`](Platform::hold) wants to be called: while the program is paused, stepped
    /// through or slowed down, or a task is to be cancelled from outside. `None` where nothing of that can be.
    fn attention(&self) -> Option<Rc<Cell<bool>>> {
        None
    }
    /// A loop is at a point where it can be held. Blocks while it is to stand still.
    fn hold(&self, point: Point) {
        let _ = point;
    }
    /// The tasks to be cancelled now, by their numbers in the trace. Each is named once.
    fn cancellations(&self) -> Vec<u64> {
        Vec::new()
    }
    /// Whether an interrupt can come, and ends a [`wait`](Platform::wait) without an end.
    fn can_be_interrupted(&self) -> bool {
        false
    }
    /// Whether SIGINT has come since the last call.
    fn take_interrupt(&self) -> bool {
        false
    }
    /// The program's top level raised something, of which a traceback is about to be written; for that sources may be
    /// [fetched](Platform::library_source).
    fn reports(&self) {}
    /// Nanoseconds of a monotonic real clock, whatever clock the program lives by. For traces.
    fn real_ns(&self) -> u64 {
        0
    }
    /// The same for the end of a step. Where that clock is slow, it may be what it said after an earlier one, as long as both
    /// are less than a millisecond apart.
    fn step_ns(&self) -> u64 {
        self.real_ns()
    }
    /// Takes records of the trace, as [`coroscope_model::trace::wire`] writes them; as many as have gathered.
    fn traced(&self, records: Vec<u8>) {
        drop(records);
    }
    /// The loop waits for what can never come. Never returns: the run is over, and no `finally`
    /// of the program may run, just as CPython would hang here for ever.
    fn deadlocked(&self, report: String, line: Option<u32>) -> !;
}

thread_local! {
    static CURRENT: RefCell<Option<Rc<dyn Platform>>> = const { RefCell::new(None) };
}

/// Makes `platform` the one that this thread's interpreter uses.
pub fn install(platform: Rc<dyn Platform>) {
    CURRENT.with(|current| *current.borrow_mut() = Some(platform));
}

/// This thread's platform.
///
/// # Panics
/// If none was installed: an interpreter is never built without one.
pub fn current() -> Rc<dyn Platform> {
    CURRENT.with(|current| {
        current
            .borrow()
            .clone()
            .expect("a platform is installed before the interpreter is built")
    })
}
