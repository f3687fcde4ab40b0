//! Steps and callbacks that held up the whole loop.

use super::MOST;
use super::say::{Say, count};
use crate::protocol::Clock;
use crate::trace::apply::Applied;
use crate::trace::finding::{Finding, FindingKind};
use crate::trace::lanes::BLOCKS_AFTER;
use crate::trace::record::{Nanos, Place, Record, StackId, TaskNo, TextId};
use crate::trace::state::{Instant, Running, State};
use crate::trace::store::Trace;
use crate::trace::tidy::Used;
use crate::trace::words::duration;

/// The steps that blocked, those of one place together.
#[derive(Debug, Default)]
pub(super) struct Blocked {
    seen: Vec<Seen>,
    /// The longest blocking call in the step or callback that runs, and how long all of them took.
    call: Option<Call>,
    calls: Nanos,
    /// Where the task stood when its step began.
    stood: StackId,
}

#[derive(Clone, Copy, Debug)]
struct Call {
    what: TextId,
    stack: StackId,
    took: Nanos,
}

#[derive(Debug)]
struct Seen {
    task: Option<TaskNo>,
    call: Option<Call>,
    stood: StackId,
    stands: StackId,
    at: Instant,
    to: Nanos,
    longest: Nanos,
    all: Nanos,
    times: usize,
    /// Whether it was still going on when the program was ended from outside.
    endless: bool,
}

impl Blocked {
    pub(super) fn see(&mut self, record: &Record, state: &State, applied: &Applied, clock: Clock) {
        match *record {
            Record::StepBegan { .. } | Record::HandleBegan { .. } if state.running.len() == 1 => {
                self.call = None;
                self.calls = 0;
                self.stood = match state.running.first() {
                    Some((Running::Task(task), _)) => {
                        state.tasks.get(task).map_or(0, |task| task.stack)
                    }
                    _ => 0,
                };
            }
            Record::Blocked {
                what,
                stack,
                time,
                real,
                ..
            } => {
                let took = match clock {
                    Clock::Virtual => time,
                    Clock::Real => real,
                };
                self.calls = self.calls.saturating_add(took);
                if self.call.is_none_or(|longest| longest.took < took) {
                    self.call = Some(Call { what, stack, took });
                }
            }
            Record::StepEnded {
                task, stack, busy, ..
            } => self.ended(Some(task), stack, busy, state, applied, clock),
            Record::HandleEnded { busy, .. } => self.ended(None, 0, busy, state, applied, clock),
            _ => {}
        }
    }

    /// Of steps within steps the outermost counts, as in the loop's lane.
    fn ended(
        &mut self,
        task: Option<TaskNo>,
        stands: StackId,
        busy: Nanos,
        state: &State,
        applied: &Applied,
        clock: Clock,
    ) {
        let (Some(at), true) = (applied.began, state.running.is_empty()) else {
            return;
        };
        let took = match clock {
            Clock::Real => busy,
            Clock::Virtual => self.calls,
        };
        if took < BLOCKS_AFTER {
            return;
        }
        let call = self.call.filter(|call| call.took >= took / 2);
        let same = |seen: &&mut Seen| match (&seen.call, &call) {
            (Some(before), Some(call)) => before.stack == call.stack && before.what == call.what,
            (None, None) => seen.task == task && seen.stood == self.stood && seen.stands == stands,
            _ => false,
        };
        if let Some(seen) = self.seen.iter_mut().find(same) {
            seen.times += 1;
            seen.all = seen.all.saturating_add(took);
            if took > seen.longest {
                (seen.longest, seen.at, seen.to) = (took, at, state.now.time);
                seen.task = task;
            }
        } else if self.seen.len() < MOST {
            self.seen.push(Seen {
                task,
                call,
                stood: self.stood,
                stands,
                at,
                to: state.now.time,
                longest: took,
                all: took,
                times: 1,
                endless: false,
            });
        }
    }

    /// The step or callback in whose middle the program was ended from outside, if it had blocked the loop by then.
    pub(super) fn endless(&self, trace: &Trace) -> Option<Finding> {
        let state = &trace.state;
        let &(running, at) = state.running.first()?;
        let took = state.now.real.saturating_sub(at.real);
        let seen = Seen {
            task: running.task(),
            call: None,
            stood: self.stood,
            stands: 0,
            at,
            to: state.now.time,
            longest: took,
            all: took,
            times: 1,
            endless: true,
        };
        (took >= BLOCKS_AFTER).then(|| seen.finding(trace))
    }

    pub(super) fn tasks(&self) -> impl Iterator<Item = TaskNo> {
        self.seen.iter().filter_map(|seen| seen.task)
    }

    pub(super) fn used(&self, used: &mut Used) {
        for seen in &self.seen {
            used.stack(seen.stood);
            used.stack(seen.stands);
            if let Some(call) = seen.call {
                used.text(call.what);
                used.stack(call.stack);
            }
        }
        used.stack(self.stood);
    }

    pub(super) fn findings(&self, trace: &Trace) -> impl Iterator<Item = Finding> {
        self.seen.iter().map(|seen| seen.finding(trace))
    }
}

impl Seen {
    fn finding(&self, trace: &Trace) -> Finding {
        let what = if self.task.is_some() {
            "step"
        } else {
            "callback"
        };
        let longest = duration(self.longest);
        let title = match self.times {
            _ if self.endless => {
                format!("A {what} did not end, and blocked the loop for {longest}")
            }
            1 => format!("A {what} blocked the loop for {longest}"),
            times => format!(
                "The loop was blocked {} times, for {} in all",
                count(times),
                duration(self.all)
            ),
        };
        let mut say = Say::new(trace);
        say = match self.task {
            Some(task) => say.task(task),
            None => say.text("A callback"),
        };
        let stack = self.call.map_or(self.stood, |call| call.stack);
        say = match self.call {
            Some(call) => say
                .text(" called ")
                .code(trace.text(call.what))
                .at(call.stack),
            None => self.computed(trace, say),
        };
        let stood = match (self.times, self.call) {
            (1, Some(_)) => format!(", and the loop stood still for {longest}"),
            (1, None) => format!(" for {longest} without an "),
            (_, Some(_)) => format!(", and the loop stood still, the longest time for {longest}"),
            (_, None) => format!(", the longest time for {longest}, without an "),
        };
        say = say.text(&stood);
        if self.call.is_none() {
            say = say.code("await");
        }
        if self.endless {
            say = say.text(", until the program was stopped");
        }
        say = say.text(": meanwhile no other task could run, and no timer could fire.");
        let advice = match self.call.map(|call| trace.text(call.what)) {
            Some(call) if call.starts_with("time.sleep") => {
                " Write `await asyncio.sleep(...)`, which lets the others run."
            }
            Some(call) if call.starts_with("input") => {
                " Ask before the tasks start, or where it does not matter that all of them wait."
            }
            Some(call) if call.starts_with("import") => {
                " Put the import at the top of the program, where nothing waits for it yet."
            }
            Some(_) => " Call it before the tasks start, or look for one that can be awaited.",
            None => {
                " In a long loop, `await asyncio.sleep(0)` now and then gives the others their turn."
            }
        };
        Finding {
            kind: FindingKind::BlockedLoop,
            title,
            at: self.at,
            to: Some(self.to),
            sentences: say.marked(advice).done(),
            tasks: self.task.into_iter().collect(),
            cycle: Vec::new(),
            stack,
        }
    }

    /// No call was seen that blocked: the program computed, between two lines that are known.
    fn computed<'a>(&self, trace: &Trace, say: Say<'a>) -> Say<'a> {
        let line = |stack| trace.own_place(stack).map(|Place { line, .. }| line);
        let say = say.text(" computed");
        match (line(self.stood), line(self.stands)) {
            (Some(from), Some(to)) if from != to => {
                say.text(" between ").line(from).text(" and ").line(to)
            }
            (Some(from), _) => say.text(" after ").line(from),
            (None, Some(to)) => say.text(" before ").line(to),
            (None, None) => match self.began_at(trace) {
                Some(line) if self.endless => say.text(" since it began at ").line(line),
                _ => say,
            },
        }
    }

    /// The line of the task's coroutine, if it is the program's own.
    fn began_at(&self, trace: &Trace) -> Option<u32> {
        let info = trace.task(self.task?)?;
        let code = trace.code(info.code)?;
        code.own.then_some(code.line)
    }
}
