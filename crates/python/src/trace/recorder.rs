//! From the scheduler's events to records.

use super::notes::Notes;
use super::primitives::{self, Primitives};
use super::telling::Telling;
use super::unawaited;
use super::writer::Writer;
use crate::platform::{self, Platform};
use coroscope_model::protocol::Stream;
use coroscope_model::trace::{Cause, LoopNo, Nanos, Purpose, Record, Settled, StepEnd, TaskNo};
use coroscope_scheduler::{self as scheduler, Event, HandleId, Observer, ReadyCause, TaskId, Time};
use rustpython_vm::vm::thread;
use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What is written goes out when it is this many bytes, or this old (nanoseconds): the page is drawn no more often.
const FULL: usize = 64 * 1024;
const OLD: Nanos = 50_000_000;

/// The observer of all event loops of a run.
pub(crate) struct Recorder {
    pub(super) platform: Rc<dyn Platform>,
    pub(super) writer: RefCell<Writer>,
    pub(super) notes: Notes,
    pub(super) primitives: Primitives,
    line: Cell<Option<Line>>,
    unawaited_helper: RefCell<Option<PyObjectRef>>,
    /// Loop time and real time when the run began.
    origin: f64,
    real_origin: u64,
    /// Real time when it was last looked at: one look a step has to do.
    seen: Cell<Nanos>,
    flushed: Cell<Nanos>,
    telling: Telling,
    /// Whether what went out last ends in the middle of a step.
    ends_in_step: Cell<bool>,
    turns: Cell<u64>,
    loops: Cell<LoopNo>,
    /// The steps and callbacks that are going on, outermost first: whose, and when they began.
    running: RefCell<Vec<(Option<TaskNo>, Nanos)>>,
    /// The task of the innermost.
    current: Cell<Option<TaskNo>>,
}

/// What was printed of a line that has no end yet.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) stream: Stream,
    pub(super) chars: u32,
    pub(super) by: Option<TaskNo>,
    /// The line of the program.
    pub(super) line: u32,
}

impl Line {
    fn goes_on_with(self, next: Self) -> bool {
        (self.stream, self.by, self.line) == (next.stream, next.by, next.line)
    }
}

/// What a scheduler holds.
struct Shared(Rc<Recorder>);

impl Observer for Shared {
    fn observe(&self, event: Event) {
        self.0.observe(event);
    }

    fn yielded(&self, task: TaskId, by: Option<TaskId>) {
        self.0.yielded(task, by);
    }
}

impl Recorder {
    pub(super) fn new(file: &str) -> Self {
        let platform = platform::current();
        Self {
            writer: RefCell::new(Writer::new(file)),
            notes: Notes::new(),
            primitives: Primitives::default(),
            line: Cell::new(None),
            unawaited_helper: RefCell::default(),
            origin: platform.now().as_secs(),
            real_origin: platform.real_ns(),
            platform,
            seen: Cell::new(0),
            flushed: Cell::new(0),
            telling: Telling::default(),
            ends_in_step: Cell::new(false),
            turns: Cell::new(0),
            loops: Cell::new(0),
            running: RefCell::default(),
            current: Cell::new(None),
        }
    }

    /// Puts what it needs into the library's modules.
    ///
    /// # Errors
    /// If something is not where it is expected, which is a defect of ours.
    pub(super) fn install(&self, vm: &VirtualMachine) -> PyResult<()> {
        primitives::install(vm)?;
        let helper = unawaited::install(vm)?;
        *self.unawaited_helper.borrow_mut() = Some(helper);
        Ok(())
    }

    /// Takes it out again.
    ///
    /// # Errors
    /// As for [`install`](Recorder::install).
    pub(super) fn uninstall(&self, vm: &VirtualMachine) -> PyResult<()> {
        primitives::uninstall(vm)?;
        match self.unawaited_helper.take() {
            Some(helper) => unawaited::uninstall(helper, vm),
            None => Ok(()),
        }
    }

    /// Itself, for a scheduler.
    pub(crate) fn as_observer(self: Rc<Self>) -> Box<dyn Observer> {
        Box::new(Shared(self))
    }

    /// Hands what was written to the platform.
    pub(crate) fn flush(&self) {
        self.end_line();
        self.flushed.set(self.seen.get());
        self.ends_in_step.set(!self.running.borrow().is_empty());
        let bytes = {
            let mut writer = self.writer.borrow_mut();
            writer.take()
        };
        if !bytes.is_empty() {
            self.platform.traced(bytes);
        }
    }

    /// The same if it is time to.
    pub(crate) fn flush_if_due(&self) {
        if self.seen.get() - self.flushed.get() >= OLD {
            self.flush();
        }
    }

    /// A step is about to begin: whether that is to be told at once.
    fn tells_step(&self) -> bool {
        let tells = self.telling.tells(self.seen.get());
        if !tells {
            self.steps_are_over();
        }
        tells
    }

    /// All steps that were told have ended, and for a while none will be: nobody may think that the last one goes on.
    pub(super) fn steps_are_over(&self) {
        if self.ends_in_step.get() {
            self.flush();
        }
    }

    #[inline]
    pub(super) fn write(&self, record: &Record) {
        self.write_by(|writer| writer.write(record));
    }

    /// Has something written, after what was printed of a line.
    #[inline]
    fn write_by(&self, write: impl FnOnce(&mut Writer)) {
        if self.line.get().is_some() {
            self.end_line();
        }
        let full = {
            let mut writer = self.writer.borrow_mut();
            write(&mut writer);
            writer.len() >= FULL
        };
        // Wherever it is: a step may start a million tasks, and a program may print as many lines without a loop.
        if full {
            self.flush();
        }
    }

    /// Writes what was printed of a line.
    #[cold]
    fn end_line(&self) {
        if let Some(Line {
            stream,
            chars,
            by,
            line,
        }) = self.line.take()
        {
            self.write(&Record::Output {
                stream,
                chars,
                by,
                line,
            });
        }
    }

    /// Something was printed. `print` does so in pieces; what is of one line becomes one record.
    pub(super) fn print(&self, piece: Line, ends_line: bool) {
        let line = match self.line.get() {
            Some(line) if line.goes_on_with(piece) => Line {
                chars: line.chars.saturating_add(piece.chars),
                ..line
            },
            _ => {
                self.clock();
                piece
            }
        };
        self.line.set(Some(line));
        if ends_line {
            self.end_line();
            self.flush_if_due();
        }
    }

    /// The task that is running.
    pub(super) fn current(&self) -> Option<TaskNo> {
        self.current.get()
    }

    /// Real time now.
    pub(super) fn look(&self) -> Nanos {
        self.saw(self.platform.real_ns())
    }

    /// Real time at the beginning or the end of a step: see `Platform::step_ns`.
    fn look_at_step(&self) -> Nanos {
        self.saw(self.platform.step_ns())
    }

    fn saw(&self, real_ns: u64) -> Nanos {
        let now = real_ns.saturating_sub(self.real_origin);
        // Never back, whatever the clock does.
        let now = now.max(self.seen.get());
        self.seen.set(now);
        now
    }

    /// Loop time in nanoseconds since the run began.
    pub(super) fn nanos(&self, time: Time) -> Nanos {
        // Saturates: what never comes is the end of time, and what is due at once its beginning.
        ((time.as_secs() - self.origin) * 1e9).round() as Nanos
    }

    /// Writes what time it is.
    pub(super) fn clock(&self) -> (Nanos, Nanos) {
        let time = self.nanos(self.platform.now());
        let real = self.look();
        self.write(&Record::Clock { time, real });
        (time, real)
    }

    /// A number for a loop that begins to run.
    pub(super) fn next_loop(&self) -> LoopNo {
        let number = self.loops.get() + 1;
        self.loops.set(number);
        number
    }

    fn begin(&self, task: Option<TaskNo>) {
        // What was touched so far was touched by somebody else: a task that starts another one eagerly.
        self.sample_outside();
        let mut running = self.running.borrow_mut();
        // The outermost began when what was before it ended, give or take the scheduler's own work.
        let began = if running.is_empty() {
            self.seen.get()
        } else {
            self.look_at_step()
        };
        running.push((task, began));
        self.current.set(task);
        self.notes.timer.set((0, 0));
    }

    /// A step or callback begins, with this record.
    #[inline]
    fn begin_with(&self, task: Option<TaskNo>, record: &Record) {
        let tells = self.tells_step();
        self.begin(task);
        self.write(record);
        if tells {
            self.flush();
        }
    }

    /// The loop is about to wait.
    pub(super) fn waits(&self) {
        self.telling.waits(self.seen.get());
    }

    /// Looks at primitives that were touched outside of any step, or in a callback.
    fn sample_outside(&self) {
        if !self.primitives.touched.borrow().is_empty() {
            thread::with_current_vm(|vm| self.sample(None, None, vm));
        }
    }

    fn end(&self) -> Nanos {
        let mut running = self.running.borrow_mut();
        let began = running.pop().map_or(0, |(_, began)| began);
        self.current.set(running.last().and_then(|(task, _)| *task));
        self.look_at_step() - began
    }

    fn observe(&self, event: Event) {
        match event {
            Event::TurnBegan { .. } => self.turn_began(),
            Event::TurnEnded { .. } => {}
            Event::TaskCreated {
                task,
                future,
                parent,
            } => {
                let created = self.notes.created.take();
                self.write(&Record::TaskCreated {
                    task: task.get(),
                    future: future.get(),
                    by: number(parent),
                    name: created.name,
                    code: created.code,
                    created: created.stack,
                });
            }
            Event::TaskReady { task, cause, by } => self.write(&Record::TaskReady {
                task: task.get(),
                cause: cause_of(cause),
                by: number(by),
            }),
            Event::StepBegan { task, throws } => {
                let task = task.get();
                self.begin_with(Some(task), &Record::StepBegan { task, throws });
            }
            Event::StepEnded { task, how } => {
                let busy = self.end();
                self.write(&Record::StepEnded {
                    task: task.get(),
                    how: step_end(how),
                    stack: self.notes.stands.take(),
                    busy,
                });
                self.flush_if_due();
            }
            Event::Waits { task, future } => self.write(&Record::Waits {
                task: task.get(),
                future: future.map(|future| future.get()),
                purpose: self.notes.purpose.replace(Purpose::Future),
            }),
            Event::TaskDone { task, how } => {
                let (text, stack) = self.notes.result.take();
                self.write(&Record::TaskDone {
                    task: task.get(),
                    how: settled(how),
                    text,
                    stack,
                });
            }
            Event::CancelRequested { task, by } => {
                self.clock();
                let cancel = self.notes.cancel.take();
                self.write(&Record::CancelRequested {
                    task: task.get(),
                    by: number(by),
                    message: cancel.message,
                    stack: cancel.stack,
                    cancelling: cancel.cancelling,
                });
            }
            Event::FutureCreated { future, by } => self.write(&Record::FutureCreated {
                future: future.get(),
                by: number(by),
            }),
            Event::FutureSettled { future, how, by } => self.write(&Record::FutureSettled {
                future: future.get(),
                how: settled(how),
                by: number(by),
            }),
            event => self.observe_handle(event),
        }
    }

    fn yielded(&self, task: TaskId, by: Option<TaskId>) {
        let busy = self.end();
        let stack = self.notes.stands.take();
        self.write_by(|writer| writer.write_yield(task.get(), stack, busy, number(by)));
        self.flush_if_due();
    }

    fn observe_handle(&self, event: Event) {
        let record = match event {
            Event::TimerSet { timer, when, by } => {
                let argument = self.notes.argument.take();
                self.notes.timer.set((timer.get(), argument));
                Record::TimerSet {
                    timer: timer.get(),
                    when: self.nanos(when),
                    by: number(by),
                    what: self.notes.what.take(),
                }
            }
            Event::TimerFired { timer, .. } => Record::TimerFired { timer: timer.get() },
            Event::TimerCancelled { timer, by, .. } => Record::TimerCancelled {
                timer: timer.get(),
                by: number(by),
            },
            Event::HandleQueued { handle, by } => Record::HandleQueued {
                handle: handle.get(),
                by: number(by),
                what: self.notes.what.take(),
            },
            Event::CallbackQueued { handle, future, by } => Record::CallbackQueued {
                handle: handle.get(),
                future: future.map(|future| future.get()),
                by: number(by),
                what: self.notes.what.take(),
            },
            Event::HandleBegan { handle } => {
                let handle = handle.get();
                return self.begin_with(None, &Record::HandleBegan { handle });
            }
            Event::HandleEnded { handle } => return self.handle_ended(handle),
            Event::HandleSkipped { handle } => Record::HandleSkipped {
                handle: handle.get(),
            },
            // The others are `observe`'s.
            _ => return,
        };
        self.write(&record);
    }

    fn turn_began(&self) {
        let turn = self.turns.get() + 1;
        self.turns.set(turn);
        // The platform's time and not the turn's: a loop may have a clock of its own, and a trace has one.
        let (_, real) = self.clock();
        self.telling.turn_began(real);
        self.write(&Record::Turn { turn });
    }

    fn handle_ended(&self, handle: HandleId) {
        self.sample_outside();
        let busy = self.end();
        self.write(&Record::HandleEnded {
            handle: handle.get(),
            busy,
        });
        self.flush_if_due();
    }
}

fn number(task: Option<TaskId>) -> Option<TaskNo> {
    task.map(TaskId::get)
}

const fn cause_of(cause: ReadyCause) -> Cause {
    match cause {
        ReadyCause::Start => Cause::Start,
        ReadyCause::Yield => Cause::Yield,
        ReadyCause::Woken(Some(future)) => Cause::Woken(Some(future.get())),
        ReadyCause::Woken(None) => Cause::Woken(None),
        ReadyCause::Throw => Cause::Throw,
    }
}

const fn step_end(how: scheduler::StepEnd) -> StepEnd {
    match how {
        scheduler::StepEnd::Yielded => StepEnd::Yielded,
        scheduler::StepEnd::Waits => StepEnd::Waits,
        scheduler::StepEnd::Invalid => StepEnd::Invalid,
        scheduler::StepEnd::Returned => StepEnd::Returned,
        scheduler::StepEnd::Raised => StepEnd::Raised,
        scheduler::StepEnd::Cancelled => StepEnd::Cancelled,
        scheduler::StepEnd::Fatal => StepEnd::Fatal,
    }
}

const fn settled(how: scheduler::Settled) -> Settled {
    match how {
        scheduler::Settled::Value => Settled::Value,
        scheduler::Settled::Error => Settled::Error,
        scheduler::Settled::Cancelled => Settled::Cancelled,
    }
}
