//! What a task does at an instant, in words.

use std::collections::BTreeSet;

use coroscope_model::trace::{
    Cause, Nanos, Phase, Piece, PrimitiveKind, PrimitiveNo, Purpose, Record, Settled, StackId,
    State, TaskNo, TaskState, Trace,
};

use super::recording::Moment;
use crate::text;

/// The tasks that can never go on, and since which event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dead {
    /// From this event on.
    pub from: u64,
    /// From this loop time on.
    pub time: Nanos,
    /// Which.
    pub tasks: BTreeSet<TaskNo>,
}

/// A trace at a moment.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// The trace.
    pub trace: &'a Trace,
    /// What was the case at the moment.
    pub state: &'a State,
    /// The moment.
    pub moment: Moment,
    /// Who is deadlocked, if anybody is.
    pub dead: Option<&'a Dead>,
}

/// How a task stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    /// `running`, `ready`, `waiting`, `done`, `cancelled`, `raised`, or `unborn`.
    pub state: &'static str,
    /// Its icon in the page's sprite.
    pub glyph: &'static str,
    /// In a few words: what it waits for, or since when it is ready.
    pub short: String,
    /// The line of the program where it stands.
    pub line: Option<u32>,
    /// Whether it can never go on.
    pub dead: bool,
}

/// A loop time: `1.137 s`.
#[expect(
    clippy::cast_precision_loss,
    reason = "shown to three digits after the point"
)]
pub fn clock(time: Nanos) -> String {
    format!("{:.3} s", time as f64 / 1e9)
}

/// A duration in nanoseconds: `85 µs`, `0.4 ms`, `1.97 s`.
#[expect(clippy::cast_precision_loss, reason = "shown to three digits")]
pub fn duration(time: Nanos) -> String {
    match time {
        0 => "0 ms".into(),
        1..100 => format!("{time} ns"),
        100..95_000 => format!("{:.0} µs", (time as f64 / 1e3).max(1.0)),
        _ => text::duration(time as f64 / 1e6),
    }
}

/// A task's name at an instant; its newest one if it is not there then.
pub fn name(trace: &Trace, state: &State, task: TaskNo) -> String {
    if let Some(known) = state.tasks.get(&task) {
        return trace.text(known.name).to_owned();
    }
    match trace.task(task) {
        Some(info) => trace.text(info.name).to_owned(),
        None => format!("task {task}"),
    }
}

/// What kind of primitive it is, in a word.
pub fn kind_name(kind: PrimitiveKind) -> &'static str {
    match kind {
        PrimitiveKind::Lock => "lock",
        PrimitiveKind::Event => "event",
        PrimitiveKind::Condition => "condition",
        PrimitiveKind::Semaphore => "semaphore",
        PrimitiveKind::Barrier => "barrier",
        PrimitiveKind::Queue => "queue",
    }
}

/// The icon of a primitive.
pub fn kind_glyph(kind: PrimitiveKind) -> &'static str {
    match kind {
        PrimitiveKind::Lock => "g-lock",
        PrimitiveKind::Event => "g-event",
        PrimitiveKind::Condition => "g-condition",
        PrimitiveKind::Semaphore => "g-semaphore",
        PrimitiveKind::Barrier => "g-barrier",
        PrimitiveKind::Queue => "g-queue",
    }
}

/// A primitive's name in the program; `lock 3` if it has none.
pub fn primitive_name(trace: &Trace, primitive: PrimitiveNo) -> String {
    match trace.primitive(primitive) {
        Some(info) if info.name != 0 => trace.text(info.name).to_owned(),
        Some(info) => format!("{} {primitive}", kind_name(info.kind)),
        None => format!("primitive {primitive}"),
    }
}

impl Reading<'_> {
    /// A task's name now.
    pub fn name(&self, task: TaskNo) -> String {
        name(self.trace, self.state, task)
    }

    /// Since when something is, in loop time.
    pub fn since(&self, time: Nanos) -> Nanos {
        self.moment.time.saturating_sub(time)
    }

    /// Whether a task can never go on.
    pub fn is_dead(&self, task: TaskNo) -> bool {
        self.dead
            .is_some_and(|dead| self.moment.event >= dead.from && dead.tasks.contains(&task))
    }

    /// How a task stands.
    pub fn stand(&self, task: TaskNo) -> Stand {
        let Some(known) = self.state.tasks.get(&task) else {
            return Stand {
                state: "unborn",
                glyph: "g-unborn",
                short: "not yet".into(),
                line: None,
                dead: false,
            };
        };
        let line = self.line(task, known);
        let plain = |state, glyph, short: String| Stand {
            state,
            glyph,
            short,
            line,
            dead: false,
        };
        match known.phase {
            Phase::Running => plain("running", "g-running", "running".into()),
            Phase::Ready { .. } => {
                let since = self.since(known.since.time);
                let short = match self.place_in_queue(task) {
                    Some(place) if since == 0 => format!("ready, {}", ordinal(place)),
                    _ if since == 0 => "ready".into(),
                    _ => format!("ready {}", duration(since)),
                };
                plain("ready", "g-ready", short)
            }
            Phase::Waiting { purpose, .. } => {
                let purpose = self.purpose(task, purpose);
                let (glyph, short) = self.waits(known, purpose);
                let dead = self.is_dead(task);
                Stand {
                    dead,
                    ..plain("waiting", if dead { "g-deadlocked" } else { glyph }, short)
                }
            }
            Phase::Done { how, .. } => match how {
                Settled::Value => plain("done", "g-finished", "done".into()),
                Settled::Error => plain("raised", "g-raised", "raised".into()),
                Settled::Cancelled => plain("cancelled", "g-cancelled", "cancelled".into()),
            },
        }
    }

    /// Where a task stands in the ready queue, from 1.
    pub fn place_in_queue(&self, task: TaskNo) -> Option<usize> {
        self.state
            .ready
            .iter()
            .position(|item| {
                matches!(item.what, coroscope_model::trace::ReadyWhat::Task(other, _) if other == task)
            })
            .map(|at| at + 1)
    }

    /// The line of the program where a task stands; none once it has ended.
    pub fn line(&self, task: TaskNo, known: &TaskState) -> Option<u32> {
        if matches!(known.phase, Phase::Done { .. }) {
            return None;
        }
        if known.phase == Phase::Running
            && let Some(line) = self.line_of_event(task)
        {
            return Some(line);
        }
        self.trace
            .own_place(known.stack)
            .map(|place| place.line)
            .or_else(|| self.first_line(task))
    }

    /// Some events say where they came from.
    fn line_of_event(&self, task: TaskNo) -> Option<u32> {
        match self.trace.event(self.moment.event)? {
            Record::Output {
                by: Some(by), line, ..
            } if *by == task && *line > 0 => Some(*line),
            Record::Blocked {
                by: Some(by),
                stack,
                ..
            }
            | Record::CancelRequested {
                by: Some(by),
                stack,
                ..
            } if *by == task => self.trace.own_place(*stack).map(|place| place.line),
            Record::TaskCreated {
                by: Some(by),
                created,
                ..
            } if *by == task => self.trace.own_place(*created).map(|place| place.line),
            _ => None,
        }
    }

    /// The coroutine function of a task that is asyncio's own, such as those at the end of `asyncio.run`.
    pub fn library_coroutine(&self, task: TaskNo) -> Option<String> {
        let code = self.trace.code(self.trace.task(task)?.code)?;
        (!code.own).then(|| self.trace.text(code.name).to_owned())
    }

    /// The line of a task's coroutine function: where it stands before its first step.
    fn first_line(&self, task: TaskNo) -> Option<u32> {
        let code = self.trace.code(self.trace.task(task)?.code)?;
        code.own.then_some(code.line)
    }

    /// Whether the innermost frame of the library in a stack has this name.
    fn is_in(&self, stack: StackId, name: &str) -> bool {
        self.trace.stack(stack).iter().rev().any(|place| {
            self.trace
                .code(place.code)
                .is_some_and(|code| !code.own && self.trace.text(code.name).contains(name))
        })
    }

    /// What a task waits for. The event after the end of a step says it, and is looked at from that end on.
    fn purpose(&self, task: TaskNo, purpose: Purpose) -> Purpose {
        match self.trace.event(self.moment.event + 1) {
            Some(Record::Waits {
                task: waits,
                purpose: said,
                ..
            }) if *waits == task && purpose == Purpose::Future => *said,
            _ => purpose,
        }
    }

    /// The icon and the words for what a task waits for.
    fn waits(&self, known: &TaskState, purpose: Purpose) -> (&'static str, String) {
        match purpose {
            Purpose::Sleep(timer) => {
                let due = timer
                    .and_then(|timer| self.state.timers.get(timer))
                    .map(|set| set.when);
                let words = match due {
                    Some(when) if when >= self.moment.time => format!("until {}", clock(when)),
                    Some(when) => format!("{} late", duration(self.moment.time - when)),
                    None => "sleeps".into(),
                };
                ("g-timer", words)
            }
            Purpose::Primitive(primitive) => {
                let name = primitive_name(self.trace, primitive);
                let Some(info) = self.trace.primitive(primitive) else {
                    return ("g-lock", name);
                };
                let words = match info.kind {
                    PrimitiveKind::Queue if self.is_in(known.stack, "put") => {
                        format!("{name} is full")
                    }
                    PrimitiveKind::Queue if self.is_in(known.stack, "join") => {
                        format!("{name} to be done")
                    }
                    PrimitiveKind::Queue => format!("{name} is empty"),
                    kind if info.name == 0 => format!("{} {primitive}", kind_name(kind)),
                    kind => format!("{} {name}", kind_name(kind)),
                };
                (kind_glyph(info.kind), words)
            }
            Purpose::Task(task) => ("g-task", format!("task {}", self.name(task))),
            Purpose::Several => {
                let words = if self.is_in(known.stack, "TaskGroup") {
                    "its task group"
                } else {
                    "several tasks"
                };
                ("g-task", words.into())
            }
            Purpose::Future => ("g-future", "a future".into()),
            Purpose::Outside => ("g-outside", "the network".into()),
        }
    }

    /// One sentence: what it does, where, for what, for how long.
    pub fn sentence(&self, task: TaskNo) -> Vec<Piece> {
        let mut say = Sentence::default();
        let Some(known) = self.state.tasks.get(&task) else {
            let created = self.trace.task(task).map_or(0, |info| info.at.time);
            say.text(&format!(
                "Not created yet: that comes at {}.",
                clock(created)
            ));
            return say.pieces;
        };
        let line = self.line(task, known);
        let on_line = |say: &mut Sentence| {
            if let Some(line) = line {
                say.text(" on ");
                say.pieces.push(Piece::Line(line));
            }
        };
        let since = self.since(known.since.time);
        match known.phase {
            Phase::Running => {
                say.text("Runs");
                if known.counters.steps == 0 {
                    say.text(" its first step");
                }
                on_line(&mut say);
                say.text(". No other task can run until it awaits.");
            }
            Phase::Ready { cause, by } => self.say_ready(&mut say, known, cause, by),
            Phase::Waiting { purpose, .. } => {
                let purpose = self.purpose(task, purpose);
                self.say_waiting(&mut say, known, purpose, line);
                if since > 0 {
                    say.text(&format!(" Waiting for {}.", duration(since)));
                }
                if self.is_dead(task) {
                    say.text(" It is caught in the deadlock: nothing can wake it.");
                } else if known.cancelling > 0 {
                    say.text(" Its cancellation was requested.");
                }
            }
            Phase::Done { how, .. } => {
                say.text(match how {
                    Settled::Value => "Returned",
                    Settled::Error => "Raised an exception",
                    Settled::Cancelled => "Was cancelled",
                });
                say.text(&format!(" at {}.", clock(known.since.time)));
            }
        }
        say.pieces
    }

    fn say_ready(&self, say: &mut Sentence, known: &TaskState, cause: Cause, by: Option<TaskNo>) {
        let since = self.since(known.since.time);
        say.text("Ready");
        if since > 0 {
            say.text(&format!(" for {}", duration(since)));
        }
        say.text(": ");
        match (cause, by) {
            (Cause::Start, _) => say.text("it is new"),
            (Cause::Yield, _) => say.text("it gave the others a turn"),
            (Cause::Throw, _) => say.text("an exception is to be thrown into it"),
            (Cause::Woken(_), Some(by)) => {
                say.pieces.push(Piece::Task(by));
                say.text(" woke it");
            }
            (Cause::Woken(_), None) => say.text("the loop woke it"),
        }
        say.text(", and it stands in the ready queue until its turn comes.");
    }

    fn say_waiting(
        &self,
        say: &mut Sentence,
        known: &TaskState,
        purpose: Purpose,
        line: Option<u32>,
    ) {
        let on_line = |say: &mut Sentence| {
            if let Some(line) = line {
                say.text(" on ");
                say.pieces.push(Piece::Line(line));
            }
        };
        if let Purpose::Sleep(_) = purpose {
            say.text("Sleeps");
            on_line(say);
            say.text(&format!(" {}.", self.waits(known, purpose).1));
            return;
        }
        say.text("Waits");
        on_line(say);
        match purpose {
            Purpose::Sleep(_) => {}
            Purpose::Primitive(primitive) => self.say_primitive(say, known, primitive),
            Purpose::Task(other) => {
                say.text(" for the task ");
                say.pieces.push(Piece::Task(other));
                say.text(".");
            }
            Purpose::Several if self.is_in(known.stack, "TaskGroup") => {
                say.text(" for the tasks of its task group.");
            }
            Purpose::Several => say.text(" for several tasks at once."),
            Purpose::Future => say.text(" for a future, until somebody sets its result."),
            Purpose::Outside => say.text(" for the network."),
        }
    }

    fn say_primitive(&self, say: &mut Sentence, known: &TaskState, primitive: PrimitiveNo) {
        let kind = self
            .trace
            .primitive(primitive)
            .map_or(PrimitiveKind::Lock, |info| info.kind);
        let holders = self
            .state
            .primitives
            .get(&primitive)
            .map_or(&[][..], |state| &state.holders);
        match kind {
            PrimitiveKind::Queue if self.is_in(known.stack, "put") => {
                say.text(" for room in the full queue ");
                say.pieces.push(Piece::Primitive(primitive));
            }
            PrimitiveKind::Queue if self.is_in(known.stack, "join") => {
                say.text(" until all items of the queue ");
                say.pieces.push(Piece::Primitive(primitive));
                say.text(" are done");
            }
            PrimitiveKind::Queue => {
                say.text(" for an item in the empty queue ");
                say.pieces.push(Piece::Primitive(primitive));
            }
            PrimitiveKind::Event => {
                say.text(" for the event ");
                say.pieces.push(Piece::Primitive(primitive));
                say.text(" to be set");
            }
            PrimitiveKind::Barrier => {
                say.text(" at the barrier ");
                say.pieces.push(Piece::Primitive(primitive));
            }
            PrimitiveKind::Condition => {
                say.text(" to be notified by the condition ");
                say.pieces.push(Piece::Primitive(primitive));
            }
            PrimitiveKind::Lock | PrimitiveKind::Semaphore => {
                say.text(&format!(" for the {} ", kind_name(kind)));
                say.pieces.push(Piece::Primitive(primitive));
                match holders {
                    [] => {}
                    [one] => {
                        say.text(", which ");
                        say.pieces.push(Piece::Task(*one));
                        say.text(" holds");
                    }
                    [one, rest @ ..] => {
                        say.text(", which ");
                        say.pieces.push(Piece::Task(*one));
                        say.text(&format!(
                            " and {} hold",
                            text::counted(rest.len() as u64, "other", "others")
                        ));
                    }
                }
            }
        }
        say.text(".");
    }
}

/// `1st`, `2nd`, `3rd`, `4th`.
fn ordinal(number: usize) -> String {
    let end = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{end}")
}

/// A sentence that is being made; texts that follow each other are put together.
#[derive(Default)]
pub struct Sentence {
    /// So far.
    pub pieces: Vec<Piece>,
}

impl Sentence {
    /// Adds plain words.
    pub fn text(&mut self, text: &str) {
        match self.pieces.last_mut() {
            Some(Piece::Text(before)) => before.push_str(text),
            _ => self.pieces.push(Piece::Text(text.to_owned())),
        }
    }
}
