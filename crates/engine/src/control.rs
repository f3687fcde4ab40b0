//! Holding a program, stepping through it, slowing it down, and cancelling its tasks, from outside.
//!
//! ```text
//!              pause            (stands still)
//!   Going ──────1──────▶ Paused ◀──────3────────┐
//!     ▲                  │    │                 │
//!     └────────2─────────┘    └──4──▶ Stepping ─┘
//!          continue             step
//!
//!   1 Controls::pause, or RunRequest::paused     3 at the end of the step, callback or turn
//!   2 Controls::go_on                            4 Controls::step
//! ```
//!
//! Requests come while the program's stack is suspended, and only change this state; the loop looks at it before and
//! after each step, and while it waits. An [`Interrupter`] may also be used by another thread, while the program runs.

use coroscope_host::Notifier;
use coroscope_model::protocol::Unit;
use coroscope_python::Prompter;
use coroscope_python::platform::Point;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The slowest pace.
const SLOWEST: f64 = 1000.0;
/// In slow motion, how many seconds of real time each step or callback is followed by, times the factor.
const STEP_SECONDS: f64 = 0.01;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Going,
    Paused,
    Stepping(Unit),
}

/// What somebody outside wants of the program.
#[derive(Debug)]
pub struct Controls {
    mode: Cell<Mode>,
    pace: Cell<f64>,
    cancels: RefCell<Vec<u64>>,
    /// See `Platform::attention`.
    attention: Rc<Cell<bool>>,
    notifier: RefCell<Option<Notifier>>,
    /// Whether the program is to be interrupted and has not taken note of it yet.
    interrupted: Arc<AtomicBool>,
    prompter: RefCell<Option<Prompter>>,
}

/// Sends a program SIGINT.
#[derive(Clone, Debug)]
pub struct Interrupter {
    pending: Arc<AtomicBool>,
    prompter: Option<Prompter>,
}

impl Interrupter {
    /// Sends it, from any thread. The program takes it before its next instruction; where it waits, after its host's
    /// [`Notifier`] was called. Several that it has not taken yet are one.
    pub fn interrupt(&self) {
        self.pending.store(true, Ordering::Release);
        if let Some(prompter) = &self.prompter {
            prompter.prompt();
        }
    }
}

impl Default for Controls {
    fn default() -> Self {
        Self {
            mode: Cell::new(Mode::Going),
            pace: Cell::new(1.0),
            cancels: RefCell::default(),
            attention: Rc::default(),
            notifier: RefCell::default(),
            interrupted: Arc::default(),
            prompter: RefCell::default(),
        }
    }
}

/// The requests. Each is safe to make at any time, and without effect where it makes no sense.
impl Controls {
    /// Hold the program before its next step or callback.
    pub fn pause(&self) {
        self.mode.set(Mode::Paused);
        self.changed();
    }

    /// Go on.
    pub fn go_on(&self) {
        self.mode.set(Mode::Going);
        self.changed();
    }

    /// While paused: go on to the end of this unit.
    pub fn step(&self, unit: Unit) {
        if self.mode.get() == Mode::Paused {
            self.mode.set(Mode::Stepping(unit));
            self.changed();
        }
    }

    /// Take `factor` times as long, 1 to 1,000.
    pub fn set_pace(&self, factor: f64) {
        let factor = if factor.is_nan() { 1.0 } else { factor };
        self.pace.set(factor.clamp(1.0, SLOWEST));
        self.changed();
    }

    /// Interrupt the program, and let it go at its usual pace.
    pub fn interrupt(&self) {
        self.interrupter().interrupt();
        self.pace.set(1.0);
        self.go_on();
    }

    /// Cancel this task before the next step or callback.
    pub fn cancel(&self, task: u64) {
        self.cancels.borrow_mut().push(task);
        self.changed();
    }

    fn changed(&self) {
        self.look();
        if let Some(notifier) = &*self.notifier.borrow() {
            notifier.notify();
        }
    }

    fn look(&self) {
        let wanted = self.mode.get() != Mode::Going
            || self.pace.get() > 1.0
            || !self.cancels.borrow().is_empty();
        self.attention.set(wanted);
    }
}

/// What the loop asks.
impl Controls {
    /// Who is to be notified of requests: whoever waits on the host. Nobody else notifies it.
    pub(crate) fn attach(&self, notifier: Notifier) {
        *self.notifier.borrow_mut() = Some(notifier);
    }

    /// What makes the interpreter look for an interrupt while it does not wait.
    pub(crate) fn set_prompter(&self, prompter: Prompter) {
        *self.prompter.borrow_mut() = Some(prompter);
    }

    pub(crate) fn interrupter(&self) -> Interrupter {
        Interrupter {
            pending: Arc::clone(&self.interrupted),
            prompter: self.prompter.borrow().clone(),
        }
    }

    pub(crate) fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Acquire)
    }

    /// The program takes note of it.
    pub(crate) fn take_interrupt(&self) -> bool {
        self.interrupted.swap(false, Ordering::AcqRel)
    }

    pub(crate) fn attention(&self) -> Rc<Cell<bool>> {
        Rc::clone(&self.attention)
    }

    pub(crate) fn pace(&self) -> f64 {
        self.pace.get()
    }

    pub(crate) fn is_paused(&self) -> bool {
        self.mode.get() == Mode::Paused
    }

    /// The loop has got to this point. Ends what was to be stepped through.
    pub(crate) fn reached(&self, point: Point) {
        let end = match self.mode.get() {
            Mode::Stepping(Unit::Step) => point == Point::AfterItem,
            Mode::Stepping(Unit::Turn) => point == Point::AfterTurn,
            Mode::Going | Mode::Paused => false,
        };
        if end {
            self.mode.set(Mode::Paused);
        }
    }

    /// How many seconds of real time a step is followed by, in slow motion.
    pub(crate) fn lingering(&self) -> Option<f64> {
        let pace = self.pace.get();
        (pace > 1.0).then_some(STEP_SECONDS * pace)
    }

    pub(crate) fn has_cancellations(&self) -> bool {
        !self.cancels.borrow().is_empty()
    }

    pub(crate) fn take_cancellations(&self) -> Vec<u64> {
        let cancels = self.cancels.take();
        self.look();
        cancels
    }
}
