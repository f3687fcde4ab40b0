//! One run: a program on a host, with its events going to a transport.

use crate::control::{Controls, Interrupter};
use crate::output::Output;
use coroscope_host::{Host, PacedHost};
use coroscope_model::protocol::{Clock, End, EndKind, Event, RunRequest, Stream};
use coroscope_python::platform::{self, Platform, Point, ReadLine};
use coroscope_python::{Interpreter, OutcomeKind, Program};
use coroscope_scheduler::Time;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

/// Where a session's events go, and where its input and library files come from.
pub trait Transport {
    /// How much output goes out unabridged; see [`Output::new`].
    fn output_limit(&self) -> usize;
    /// Takes an event. Events arrive in the order of the calls.
    fn send(&self, event: Event);
    /// Takes records of the trace, as `coroscope_model::trace::wire` writes them, in order with the events.
    fn traced(&self, records: Vec<u8>);
    /// Milliseconds of a monotonic real clock, whatever clock the program lives by.
    fn real_ms(&self) -> f64;
    /// See [`Platform::step_ns`]; in milliseconds.
    fn step_ms(&self) -> f64 {
        self.real_ms()
    }
    /// Wall-clock time in nanoseconds since the Unix epoch.
    fn unix_time_ns(&self) -> i128;
    /// Blocks for the next line of input.
    fn read_line(&self) -> ReadLine;
    /// See [`Platform::library_code`].
    ///
    /// # Errors
    /// A sentence for the visitor.
    fn library_code(&self, name: &str) -> Result<Vec<u8>, String>;
    /// See [`Platform::library_source`].
    fn library_source(&self, path: &str) -> Option<String>;
    /// Ends this stack without running anything more of the program. The end event has been sent.
    fn halt(&self, exit_code: i32) -> !;
}

/// What the virtual clock calls now: `time.time()` starts at 2026-01-01 00:00:00 UTC in every run.
const VIRTUAL_EPOCH_NS: i128 = 1_767_225_600_000_000_000;

/// A wait of fewer seconds of real time is over before anybody could have seen what is sent for it.
const SHORT_WAIT: f64 = 0.016;

/// An engine that is ready for its one run.
pub struct Session {
    platform: Rc<SessionPlatform>,
    interpreter: Interpreter,
}

impl Session {
    /// Builds the interpreter, warm: `asyncio` is imported. Until the run begins, time is `warm_up`'s.
    ///
    /// # Errors
    /// The traceback, if the library does not start: a defect of ours.
    pub fn new(transport: Rc<dyn Transport>, warm_up: Box<dyn Host>) -> Result<Self, String> {
        let platform = Rc::new(SessionPlatform {
            output: RefCell::new(Output::new(transport.output_limit())),
            transport,
            run: OnceCell::new(),
            warm_up,
            controls: Rc::default(),
            interrupted: Cell::new(false),
            sends: Cell::new(true),
        });
        platform::install(platform.clone());
        // One seed for all runs: the order of a set of strings is then part of a shared link.
        let interpreter = Interpreter::new(0)?;
        platform.controls.set_prompter(interpreter.prompter());
        Ok(Self {
            platform,
            interpreter,
        })
    }

    /// What interrupts the program from another thread. [`Controls::interrupt`] does the same from this one.
    pub fn interrupter(&self) -> Interrupter {
        self.platform.controls.interrupter()
    }

    /// What the program can be asked for while it runs.
    pub fn controls(&self) -> Rc<Controls> {
        Rc::clone(&self.platform.controls)
    }

    /// Runs the program on `host` and sends its events, the end event last. Returns the exit code.
    pub fn run(&self, request: &RunRequest, host: Box<dyn Host>) -> i32 {
        let platform = &self.platform;
        let host = PacedHost::new(host);
        let run = Run {
            start_ms: platform.transport.real_ms(),
            start: host.now(),
            clock: request.clock,
            waits_forever: request.waits_forever,
            host,
        };
        if run.can_block() {
            platform.controls.attach(run.host.notifier());
            if request.paused {
                platform.controls.pause();
            }
        }
        if platform.run.set(run).is_err() {
            // A second request to one engine: the page never does that, and the first run goes on.
            return 2;
        }
        platform.transport.send(Event::Started);
        if request.trace {
            self.interpreter.record(&request.file);
        }
        if let Some(seed) = request.seed {
            self.interpreter.seed_random(seed);
        }
        let outcome = self.interpreter.run(Program {
            source: &request.code,
            file: &request.file,
            debug: request.debug,
            top_level_await: request.top_level_await,
        });
        platform.send_all();
        let kind = match outcome.kind {
            OutcomeKind::Finished => EndKind::Finished,
            OutcomeKind::Interrupted if platform.interrupted.get() => EndKind::Stopped,
            OutcomeKind::Interrupted | OutcomeKind::Raised => EndKind::Raised,
        };
        platform.end(kind, outcome.message, outcome.line, outcome.exit_code);
        outcome.exit_code
    }
}

/// What belongs to the run and not to the warm-up before it.
struct Run {
    host: PacedHost,
    clock: Clock,
    waits_forever: bool,
    start: Time,
    start_ms: f64,
}

impl Run {
    /// Whether the program can be held up: without JSPI it cannot.
    fn can_block(&self) -> bool {
        self.host.can_wait_for_outside()
    }
}

struct SessionPlatform {
    transport: Rc<dyn Transport>,
    run: OnceCell<Run>,
    warm_up: Box<dyn Host>,
    output: RefCell<Output>,
    controls: Rc<Controls>,
    /// Whether the program was ever interrupted from outside.
    interrupted: Cell<bool>,
    /// Cleared when the end event is out.
    sends: Cell<bool>,
}

impl SessionPlatform {
    fn host(&self) -> &dyn Host {
        match self.run.get() {
            Some(run) => &run.host,
            None => &*self.warm_up,
        }
    }

    /// Sends all that is waiting: before the program blocks, and at its end.
    fn send_all(&self) {
        self.send_output();
        coroscope_python::flush_trace();
    }

    /// Sends what is waiting, before the program blocks until then; if that is a moment only, what has been waiting for long
    /// enough: a thousand waits in a second would send as many messages.
    fn send_before_wait(&self, until: Option<Time>) {
        if self.is_over_soon(until) {
            self.send_due_output();
            coroscope_python::flush_trace_if_due();
        } else {
            self.send_all();
        }
    }

    fn send_due_output(&self) {
        let due = self.output.borrow_mut().due(self.transport.real_ms());
        if let Some(event) = due {
            self.transport.send(event);
        }
    }

    fn send_output(&self) {
        while let Some(event) = self.output.borrow_mut().take() {
            self.transport.send(event);
        }
    }

    fn end(&self, kind: EndKind, message: String, line: Option<u32>, exit_code: i32) {
        if !self.sends.replace(false) {
            return;
        }
        let totals = coroscope_python::totals();
        let (wall_ms, loop_ms) = self.run.get().map_or((0.0, 0.0), |run| {
            let loop_s = run.host.now().as_secs() - run.start.as_secs();
            (self.transport.real_ms() - run.start_ms, loop_s * 1000.0)
        });
        self.transport.send(Event::End(End {
            kind,
            message,
            line,
            exit_code,
            wall_ms,
            loop_ms,
            turns: totals.turns,
            tasks: totals.tasks,
        }));
    }
}

/// Controls.
impl SessionPlatform {
    /// Waits as the host does, at the pace that is asked for, and stands still while that is asked for.
    fn wait_and_listen(&self, run: &Run, until: Option<Time>) {
        // On the virtual clock a wait takes no time, so slow motion makes it take some.
        if run.clock == Clock::Virtual && until.is_some() {
            self.linger(run);
        }
        // What ends a wait before its time is a request, and nothing else: the loop has no business then, unless a
        // task is to be cancelled, or the program interrupted.
        loop {
            self.set_pace(run);
            self.stand_still(run);
            if self.controls.has_cancellations() || self.controls.is_interrupted() {
                return;
            }
            run.host.wait(until);
            if until.is_some_and(|until| run.host.now() >= until) {
                return;
            }
            // It may take longer now than was thought.
            self.send_all();
        }
    }

    /// Whether a wait until then is a short one.
    fn is_over_soon(&self, until: Option<Time>) -> bool {
        let (Some(run), Some(until)) = (self.run.get(), until) else {
            return false;
        };
        run.clock == Clock::Virtual
            || until.secs_since(run.host.now()) * self.controls.pace() < SHORT_WAIT
    }

    /// Sleeps at the pace that is asked for. A step that is going on is not held.
    fn sleep_and_listen(&self, run: &Run, seconds: f64) {
        if run.clock == Clock::Virtual {
            self.linger(run);
        }
        let end = run.host.now().plus_secs(seconds);
        while run.host.now() < end && !self.controls.is_interrupted() {
            self.set_pace(run);
            run.host.wait(Some(end));
        }
    }

    /// On the real clock the program's own time goes slower, so that everything takes longer and nothing is late.
    fn set_pace(&self, run: &Run) {
        if run.clock == Clock::Real {
            run.host.set_factor(self.controls.pace());
        }
    }

    /// In slow motion: lets the visitor look, with the program's time standing still.
    fn linger(&self, run: &Run) {
        self.set_pace(run);
        if let Some(seconds) = self.controls.lingering() {
            self.send_all();
            run.host.hold(Some(seconds));
        }
    }

    /// Stands still for as long as the program is paused.
    fn stand_still(&self, run: &Run) {
        if !self.controls.is_paused() {
            return;
        }
        run.host.stop();
        self.send_all();
        self.transport.send(Event::Paused);
        while self.controls.is_paused() {
            run.host.hold(None);
        }
        self.transport.send(Event::Continued);
        run.host.go();
    }
}

impl Platform for SessionPlatform {
    fn now(&self) -> Time {
        self.host().now()
    }

    fn unix_time_ns(&self) -> i128 {
        match self.run.get() {
            Some(Run {
                clock: Clock::Virtual,
                host,
                ..
            }) => VIRTUAL_EPOCH_NS + (host.now().as_secs() * 1e9) as i128,
            _ => self.transport.unix_time_ns(),
        }
    }

    fn process_time(&self) -> f64 {
        match self.run.get() {
            // No time passes while code runs.
            Some(Run {
                clock: Clock::Virtual,
                ..
            }) => 0.0,
            Some(run) => (self.transport.real_ms() - run.start_ms) / 1000.0,
            None => self.transport.real_ms() / 1000.0,
        }
    }

    fn sleep(&self, seconds: f64) {
        self.send_all();
        match self.run.get() {
            Some(run) if run.can_block() => self.sleep_and_listen(run, seconds),
            _ => self.host().sleep(seconds),
        }
    }

    fn wait(&self, until: Option<Time>) {
        self.send_before_wait(until);
        match self.run.get() {
            Some(run) if run.can_block() => self.wait_and_listen(run, until),
            _ => self.host().wait(until),
        }
    }

    fn reports(&self) {
        self.send_all();
        self.transport.send(Event::Reporting);
    }

    fn checkpoint(&self) {
        self.host().checkpoint();
    }

    fn expects_wakeup(&self) -> bool {
        // Input is read by a blocking call, and nothing else comes from outside yet.
        let run = self.run.get();
        run.is_some_and(|run| run.waits_forever && run.can_block())
    }

    fn write(&self, stream: Stream, text: &str) {
        self.output.borrow_mut().write(stream, text);
        self.send_due_output();
    }

    fn flush(&self, _stream: Stream) {
        // Output goes out by time, and before the program blocks; a flush after each of a million
        // prints must not undo the batching.
    }

    fn read_line(&self) -> ReadLine {
        self.send_all();
        self.transport.read_line()
    }

    fn library_code(&self, name: &str) -> Result<Vec<u8>, String> {
        self.transport.library_code(name)
    }

    fn library_source(&self, path: &str) -> Option<String> {
        self.transport.library_source(path)
    }

    fn attention(&self) -> Option<Rc<Cell<bool>>> {
        let run = self.run.get()?;
        run.can_block().then(|| self.controls.attention())
    }

    fn hold(&self, point: Point) {
        let Some(run) = self.run.get() else { return };
        self.controls.reached(point);
        if point == Point::AfterItem {
            self.linger(run);
        }
        self.stand_still(run);
    }

    fn cancellations(&self) -> Vec<u64> {
        self.controls.take_cancellations()
    }

    fn can_be_interrupted(&self) -> bool {
        self.run.get().is_some_and(Run::can_block)
    }

    fn take_interrupt(&self) -> bool {
        let taken = self.controls.take_interrupt();
        if taken {
            self.interrupted.set(true);
        }
        taken
    }

    fn real_ns(&self) -> u64 {
        (self.transport.real_ms() * 1e6) as u64
    }

    fn step_ns(&self) -> u64 {
        (self.transport.step_ms() * 1e6) as u64
    }

    fn traced(&self, records: Vec<u8>) {
        if self.sends.get() {
            self.transport.traced(records);
        }
    }

    fn deadlocked(&self, report: String, line: Option<u32>) -> ! {
        const EXIT_CODE: i32 = 3;
        self.send_all();
        self.end(EndKind::Deadlocked, report, line, EXIT_CODE);
        self.transport.halt(EXIT_CODE)
    }
}
