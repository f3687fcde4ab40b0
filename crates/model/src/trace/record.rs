//! What a trace is made of: one [`Record`] for each thing that happened.
//!
//! The engine writes records in the order in which things happened; a reader that goes through them from the first
//! knows everything that a later record refers to. There are three kinds:
//!
//! - *definitions* give numbers to what is named again and again (texts, code, stacks, tasks, primitives). Each comes
//!   before the first record that uses its number, and numbers count from 1 (from 0 for [`TextId`], whose 0 is the
//!   empty text and is never defined);
//! - *clock records* ([`Record::Clock`]) say what time it is from there on. There is one at the beginning of each turn,
//!   after each wait, and before what is worth a time of its own in the middle of a step (output, a cancellation). In
//!   between, real time goes on by the `busy` of what ended, and with the real clock so does loop time;
//! - *events* are everything else: what the timeline shows and the transport steps through.
//!
//! # What is the same in every run
//!
//! With the virtual clock and one seed two runs give equal records, except for the fields that measure real time:
//! [`Record::Clock::real`], [`Record::StepEnded::busy`], [`Record::HandleEnded::busy`] and [`Record::Blocked::real`].
//! [`Record::without_real_time`] takes them out.
//!
//! # Numbers
//!
//! All numbers of tasks, futures, handles, loops and primitives are unique in a trace, however many loops the program
//! made. Times are whole nanoseconds: loop time since the run began, and real (wall) time since the run began.

use crate::protocol::Stream;
use serde::{Deserialize, Serialize};

/// Nanoseconds since the run began, of the clock that the field names.
pub type Nanos = u64;
/// A task.
pub type TaskNo = u64;
/// A future; tasks are futures too, and [`Record::TaskCreated`] says which.
pub type FutureNo = u64;
/// A handle of `call_soon`, `call_at`, or a done callback. A timer keeps its number when it fires.
pub type HandleNo = u64;
/// An event loop.
pub type LoopNo = u32;
/// A defined text; 0 is the empty one.
pub type TextId = u32;
/// A defined code object.
pub type CodeId = u32;
/// A defined stack; 0 stands for none.
pub type StackId = u32;
/// A synchronisation primitive: a lock, an event, a queue, ...
pub type PrimitiveNo = u32;

/// One place in a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// What was executing.
    pub code: CodeId,
    /// Its line at that moment, from 1.
    pub line: u32,
}

/// Why a task became ready; see `coroscope_scheduler::ReadyCause`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// It is new.
    Start,
    /// It gave up control for a turn (`sleep(0)`).
    Yield,
    /// This future, which it waited for, is done; `None` for one without a number.
    Woken(Option<FutureNo>),
    /// An exception is to be thrown into it, since it yielded what no task may yield.
    Throw,
}

/// How a step ended; see `coroscope_scheduler::StepEnd`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepEnd {
    /// By a bare yield.
    Yielded,
    /// It waits; [`Record::Waits`] says for what.
    Waits,
    /// It yielded what no task may yield.
    Invalid,
    /// The coroutine returned.
    Returned,
    /// The coroutine raised an exception.
    Raised,
    /// The coroutine raised `CancelledError`.
    Cancelled,
    /// The coroutine raised an exception that leaves the loop.
    Fatal,
}

/// How a future or task ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    /// With a result.
    Value,
    /// With an exception.
    Error,
    /// Cancelled.
    Cancelled,
}

/// What a future is there for, as far as the stack of whoever waits for it tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// A plain future of the program's own.
    Future,
    /// It is this task.
    Task(TaskNo),
    /// `asyncio.sleep`: set by this timer, if it is known.
    Sleep(Option<HandleNo>),
    /// A place in the queue of waiters of a primitive (`Lock.acquire`, `Queue.get`, `Event.wait`, ...).
    Primitive(PrimitiveNo),
    /// `asyncio.gather`, `wait`, `as_completed`, a `TaskGroup` that waits for its tasks: several at once.
    Several,
    /// The network: a future that asyncio's streams, sockets or servers wait for.
    Outside,
}

/// The kinds of primitives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrimitiveKind {
    /// `asyncio.Lock`.
    Lock,
    /// `asyncio.Event`.
    Event,
    /// `asyncio.Condition`.
    Condition,
    /// `asyncio.Semaphore` and `BoundedSemaphore`.
    Semaphore,
    /// `asyncio.Barrier`.
    Barrier,
    /// `asyncio.Queue` and its subclasses.
    Queue,
}

/// Something that CPython reports on stderr or to the loop's exception handler, seen by the recorder at its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Complaint {
    /// "coroutine ... was never awaited".
    NeverAwaited,
    /// "Task exception was never retrieved", "Future exception was never retrieved".
    NeverRetrieved,
    /// "Task was destroyed but it is pending!".
    DestroyedPending,
    /// "Exception in callback ...", and everything else that reached the loop's exception handler.
    Handler,
}

/// One thing that happened. `by` is the task that was running, `None` outside of any.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    // ---- definitions
    /// Gives a text a number.
    Text {
        /// The number.
        id: TextId,
        /// The text.
        text: String,
    },
    /// Gives a code object a number.
    Code {
        /// The number.
        id: CodeId,
        /// Its qualified name, such as `worker` or `Lock.acquire`.
        name: TextId,
        /// Its file, as tracebacks show it.
        file: TextId,
        /// The line of its `def`.
        line: u32,
        /// Whether it is the visitor's own program, and not the library.
        own: bool,
    },
    /// Gives a stack a number.
    Stack {
        /// The number.
        id: StackId,
        /// Outermost first: for a task, the coroutine that the task runs, then what that awaits, and so on.
        places: Vec<Place>,
    },
    /// A primitive is known from here on. Comes when it is created, or when it is first seen.
    Primitive {
        /// The number.
        id: PrimitiveNo,
        /// What it is.
        kind: PrimitiveKind,
        /// A name from the program, such as `stock` or `self.queue`; 0 as long as none is known. A later record with
        /// the same number corrects it.
        name: TextId,
        /// Where it was created; 0 if that is not known.
        created: StackId,
        /// How much it holds at most: permits of a semaphore, size of a bounded queue, parties of a barrier; 0 for
        /// what has no limit.
        limit: u64,
    },

    // ---- time
    /// What time it is from here on.
    Clock {
        /// Loop time.
        time: Nanos,
        /// Real time.
        real: Nanos,
    },

    // ---- the loop
    /// A loop begins to run (`run_forever`, `run_until_complete`).
    LoopBegan {
        /// Which.
        event_loop: LoopNo,
        /// Whether it is in debug mode.
        debug: bool,
    },
    /// It no longer runs.
    LoopEnded {
        /// Which.
        event_loop: LoopNo,
    },
    /// A turn began.
    Turn {
        /// Counted from 1 over the whole run.
        turn: u64,
    },
    /// Nothing is ready: the loop waits. It goes on with the next [`Record::Clock`].
    Idle {
        /// For this loop time at the latest; `None`: for something from outside.
        until: Option<Nanos>,
    },

    // ---- tasks
    /// A task was created.
    TaskCreated {
        /// Which.
        task: TaskNo,
        /// The future that it is.
        future: FutureNo,
        /// The task that created it.
        by: Option<TaskNo>,
        /// Its name.
        name: TextId,
        /// The coroutine's code; 0 for a coroutine that is not Python's own.
        code: CodeId,
        /// Where it was created.
        created: StackId,
    },
    /// `set_name`.
    TaskNamed {
        /// Which.
        task: TaskNo,
        /// Its name from here on.
        name: TextId,
    },
    /// A step of the task was queued: it stands at the end of the ready queue.
    TaskReady {
        /// Which.
        task: TaskNo,
        /// Why.
        cause: Cause,
        /// Who made it ready.
        by: Option<TaskNo>,
    },
    /// The task runs.
    StepBegan {
        /// Which.
        task: TaskNo,
        /// Whether an exception is thrown into it.
        throws: bool,
    },
    /// It gave up control.
    StepEnded {
        /// Which.
        task: TaskNo,
        /// How.
        how: StepEnd,
        /// Where it stands: the stack of what it awaits; 0 when it has ended.
        stack: StackId,
        /// How long the step took, in nanoseconds of real time.
        busy: Nanos,
    },
    /// It waits. Follows [`Record::StepEnded`].
    Waits {
        /// Which task.
        task: TaskNo,
        /// For which future; `None` for one without a number.
        future: Option<FutureNo>,
        /// What that is there for.
        purpose: Purpose,
    },
    /// The task has ended.
    TaskDone {
        /// Which.
        task: TaskNo,
        /// How.
        how: Settled,
        /// The result or exception as `repr()` shows it, cut short; 0 for `None` and when it is not known.
        text: TextId,
        /// For an exception: where it was raised; 0 otherwise.
        stack: StackId,
    },
    /// `task.cancel()`, on a task that had not ended.
    CancelRequested {
        /// Which.
        task: TaskNo,
        /// Who asked for it.
        by: Option<TaskNo>,
        /// The message, as `repr()` shows it; 0 for none.
        message: TextId,
        /// From where; 0 if no Python code was running (a timeout's timer).
        stack: StackId,
        /// `task.cancelling()` from here on.
        cancelling: u32,
    },
    /// `task.uncancel()`.
    Uncancelled {
        /// Which.
        task: TaskNo,
        /// `task.cancelling()` from here on.
        cancelling: u32,
    },

    // ---- futures
    /// A future that is not a task was created.
    FutureCreated {
        /// Which.
        future: FutureNo,
        /// By whom.
        by: Option<TaskNo>,
    },
    /// A future that is not a task was settled.
    FutureSettled {
        /// Which.
        future: FutureNo,
        /// How.
        how: Settled,
        /// By whom.
        by: Option<TaskNo>,
    },

    // ---- handles and timers
    /// A timer was set.
    TimerSet {
        /// Its handle.
        timer: HandleNo,
        /// When it is due, in loop time.
        when: Nanos,
        /// Who set it.
        by: Option<TaskNo>,
        /// What it calls, such as `_set_result_unless_cancelled` or `Timeout._on_timeout`.
        what: TextId,
    },
    /// It was due, and its handle stands at the end of the ready queue.
    TimerFired {
        /// Its handle.
        timer: HandleNo,
    },
    /// It was cancelled before it was due.
    TimerCancelled {
        /// Its handle.
        timer: HandleNo,
        /// Who cancelled it.
        by: Option<TaskNo>,
    },
    /// `call_soon`: the handle stands at the end of the ready queue.
    HandleQueued {
        /// Which.
        handle: HandleNo,
        /// By whom.
        by: Option<TaskNo>,
        /// What it calls.
        what: TextId,
    },
    /// A done callback stands at the end of the ready queue.
    CallbackQueued {
        /// Its handle.
        handle: HandleNo,
        /// The future that is done; `None` for one without a number.
        future: Option<FutureNo>,
        /// Who settled that.
        by: Option<TaskNo>,
        /// What is called.
        what: TextId,
    },
    /// A handle or done callback is called.
    HandleBegan {
        /// Which.
        handle: HandleNo,
    },
    /// It returned.
    HandleEnded {
        /// Which.
        handle: HandleNo,
        /// How long it took, in nanoseconds of real time.
        busy: Nanos,
    },
    /// It had been cancelled, and was dropped from the ready queue.
    HandleSkipped {
        /// Which.
        handle: HandleNo,
    },

    // ---- primitives
    /// A primitive changed. Comes at the end of the step or callback that changed it, once for each primitive; before
    /// a step that begins inside of that one (an eager start), if it changed until then.
    PrimitiveChanged {
        /// Which.
        primitive: PrimitiveNo,
        /// Lock: 1 when held. Event: 1 when set. Semaphore: permits left. Queue: items in it. Barrier: parties that
        /// wait. Condition: 0.
        value: u64,
        /// How many wait for it (for a queue: getters).
        waiting: u32,
        /// For a queue: putters that wait, and items put but not yet `task_done()`.
        putters: u32,
        /// See `putters`.
        unfinished: u32,
        /// In whose step.
        by: Option<TaskNo>,
    },

    // ---- what else is seen
    /// The program printed.
    Output {
        /// Where to.
        stream: Stream,
        /// How many characters (Unicode scalar values). The text itself is in the session's output events.
        chars: u32,
        /// Who printed.
        by: Option<TaskNo>,
        /// From which line of the visitor's program; 0 if from none.
        line: u32,
    },
    /// A call that held up the whole loop has returned (`time.sleep`, `input`, a fetched import).
    Blocked {
        /// The call, such as `time.sleep(0.17)`.
        what: TextId,
        /// The task in whose step it happened.
        by: Option<TaskNo>,
        /// From where.
        stack: StackId,
        /// For how long, in nanoseconds of loop time.
        time: Nanos,
        /// And in nanoseconds of real time.
        real: Nanos,
    },
    /// Something went wrong unheard: a warning, or a call of the loop's exception handler.
    Complained {
        /// Of which kind.
        kind: Complaint,
        /// About which task, if it is about one.
        task: Option<TaskNo>,
        /// The message.
        text: TextId,
        /// The place to look at: where the coroutine or task was created.
        stack: StackId,
    },
}

impl Record {
    /// Whether it is a definition: gives a number and is no event.
    pub const fn is_definition(&self) -> bool {
        matches!(
            self,
            Record::Text { .. }
                | Record::Code { .. }
                | Record::Stack { .. }
                | Record::Primitive { .. }
        )
    }

    /// Whether it is an event: something that the timeline shows and the transport can stop at.
    pub const fn is_event(&self) -> bool {
        !self.is_definition() && !matches!(self, Record::Clock { .. })
    }

    /// The same record with every measurement of real time set to zero: what two runs on the virtual clock agree on.
    #[must_use]
    pub fn without_real_time(mut self) -> Record {
        match &mut self {
            Record::Clock { real, .. } | Record::Blocked { real, .. } => *real = 0,
            Record::StepEnded { busy, .. } | Record::HandleEnded { busy, .. } => *busy = 0,
            _ => {}
        }
        self
    }
}
