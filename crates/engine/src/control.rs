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
//! after each step, and while it waits.

use coroscope_host::Notifier;
use coroscope_model::protocol::Unit;
use coroscope_python::platform::Point;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

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
}

impl Default for Controls {
    fn default() -> Self {
        Self {
            mode: Cell::new(Mode::Going),
            pace: Cell::new(1.0),
            cancels: RefCell::default(),
            attention: Rc::default(),
            notifier: RefCell::default(),
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
