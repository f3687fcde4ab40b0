//! What each record does to a [`State`].
//!
//! Records come from a program's run, but also from files that anybody may have written. Whatever they say, nothing
//! here panics, and a state grows by at most one entry for each record: what speaks of something unknown is passed
//! over. A task that has ended no longer changes.

use super::record::{
    Cause, FutureNo, HandleNo, Nanos, PrimitiveKind, Purpose, Record, Settled, StackId, StepEnd,
    TaskNo, TextId,
};
use super::state::{
    FutureState, Instant, Phase, ReadyItem, ReadyWhat, Running, State, TaskState, TimerState,
};
use crate::protocol::Clock;

/// How deep steps and callbacks nest at most. In a program only eager starts nest; what is deeper is not shown.
const DEEPEST: usize = 1_000;

/// What a record changed, for those who follow a run and would otherwise have to look it up before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// What was taken from the ready queue.
    pub taken: Option<ReadyItem>,
    /// What the task that the record is about was doing before.
    pub was: Option<Phase>,
    /// Since when.
    pub since: Option<Instant>,
    /// When the step or callback that ended had begun.
    pub began: Option<Instant>,
}

impl State {
    /// Takes the state one record further. `clock` is the clock of the run: with the real one, loop time goes on while
    /// code runs.
    ///
    /// Time never goes back, not even if a record says so. What ended did so `busy` after it had begun, unless a
    /// [`Record::Clock`] in between was later already.
    pub fn apply(&mut self, record: &Record, clock: Clock) -> Applied {
        if record.is_event() {
            self.now.event += 1;
            self.idle = None;
            if !self.settled.is_empty()
                && !matches!(
                    record,
                    Record::TaskReady { .. } | Record::CallbackQueued { .. }
                )
            {
                for future in self.settled.drain(..) {
                    self.futures.remove(future);
                }
            }
        }
        let mut applied = Applied::default();
        match *record {
            Record::Text { .. }
            | Record::Code { .. }
            | Record::Stack { .. }
            | Record::Output { .. }
            | Record::Blocked { .. }
            | Record::Complained { .. } => {}
            Record::Primitive {
                id, kind, limit, ..
            } => self.primitive_seen(id, kind, limit),
            Record::Clock { time, real } => {
                self.now.time = self.now.time.max(time);
                self.now.real = self.now.real.max(real);
                self.idle = None;
            }
            Record::LoopBegan { event_loop, .. } => self.event_loop = Some(event_loop),
            Record::LoopEnded { .. } => self.event_loop = None,
            Record::Turn { turn } => self.turn = turn,
            Record::Idle { until } => self.idle = Some(until),
            Record::TaskCreated { task, by, name, .. } => self.task_created(task, by, name),
            Record::TaskNamed { task, name } => {
                if let Some(state) = self.live(task) {
                    state.name = name;
                }
            }
            Record::TaskReady { task, cause, by } => {
                self.task_ready(task, cause, by, &mut applied);
            }
            Record::StepBegan { task, .. } => self.step_began(task, &mut applied),
            Record::StepEnded {
                task,
                how,
                stack,
                busy,
            } => self.step_ended(task, how, stack, busy, clock, &mut applied),
            Record::Waits {
                task,
                future,
                purpose,
            } => self.waits(task, future, purpose, &mut applied),
            Record::TaskDone {
                task,
                how,
                text,
                stack,
            } => self.task_done(task, Phase::Done { how, text, stack }, &mut applied),
            Record::CancelRequested {
                task, cancelling, ..
            }
            | Record::Uncancelled { task, cancelling } => {
                if let Some(state) = self.live(task) {
                    state.cancelling = cancelling;
                }
            }
            Record::FutureCreated { future, by } => {
                let since = self.now;
                self.futures.get_or_insert(future, || FutureState {
                    by,
                    settled: None,
                    since,
                });
            }
            Record::FutureSettled { future, how, .. } => self.future_settled(future, how),
            Record::TimerSet {
                timer,
                when,
                by,
                what,
            } => self.timers.insert(TimerState {
                timer,
                when,
                by,
                what,
                since: self.now,
            }),
            Record::TimerFired { timer } => {
                let (by, what) = match self.timers.remove(timer) {
                    Some(set) => (set.by, set.what),
                    None => (None, 0),
                };
                self.queue(ReadyWhat::Timer(timer, what), by);
            }
            Record::TimerCancelled { timer, .. } => {
                self.timers.remove(timer);
            }
            Record::HandleQueued { handle, by, what } => {
                self.queue(ReadyWhat::Handle(handle, what), by);
            }
            Record::CallbackQueued {
                handle,
                future,
                by,
                what,
            } => self.queue(ReadyWhat::Callback(handle, future, what), by),
            Record::HandleBegan { handle } => self.handle_began(handle, &mut applied),
            Record::HandleEnded { handle, busy } => {
                let this =
                    |running: Running| matches!(running, Running::Handle(no, _) if no == handle);
                applied.began = self.ended(this, busy, clock);
            }
            Record::HandleSkipped { handle } => applied.taken = self.take_handle(handle),
            Record::PrimitiveChanged {
                primitive,
                value,
                waiting,
                putters,
                unfinished,
                by,
            } => {
                let since = self.now;
                let state = self.primitives.entry(primitive).or_default();
                state.change_holders(value, by);
                state.value = value;
                state.waiting = waiting;
                state.putters = putters;
                state.unfinished = unfinished;
                state.since = since;
            }
        }
        applied
    }

    /// The task, if it is known and has not ended.
    fn live(&mut self, task: TaskNo) -> Option<&mut TaskState> {
        self.tasks.live_mut(task)
    }

    fn queue(&mut self, what: ReadyWhat, by: Option<TaskNo>) {
        let since = self.now;
        self.ready.push_back(ReadyItem { what, by, since });
    }

    /// The first item of the ready queue that is this one. Usually it stands in front.
    fn take(&mut self, this: impl Fn(ReadyWhat) -> bool) -> Option<ReadyItem> {
        if self.ready.front().is_some_and(|item| this(item.what)) {
            return self.ready.pop_front();
        }
        let place = self.ready.iter().position(|item| this(item.what))?;
        Some(self.ready.remove(place))
    }

    fn take_handle(&mut self, handle: HandleNo) -> Option<ReadyItem> {
        self.take(|what| match what {
            ReadyWhat::Task(..) => false,
            ReadyWhat::Handle(no, _) | ReadyWhat::Timer(no, _) | ReadyWhat::Callback(no, ..) => {
                no == handle
            }
        })
    }

    /// A step or callback is over: it no longer runs, and so much time went by.
    fn ended(
        &mut self,
        this: impl Fn(Running) -> bool,
        busy: Nanos,
        clock: Clock,
    ) -> Option<Instant> {
        let place = self
            .running
            .iter()
            .rposition(|&(running, _)| this(running))?;
        let (_, began) = self.running.remove(place);
        self.now.real = self.now.real.max(began.real.saturating_add(busy));
        if clock == Clock::Real {
            self.now.time = self.now.time.max(began.time.saturating_add(busy));
        }
        Some(began)
    }

    fn task_created(&mut self, task: TaskNo, by: Option<TaskNo>, name: TextId) {
        if self.live(task).is_some() {
            return;
        }
        let state = TaskState {
            name,
            phase: Phase::Ready {
                cause: Cause::Start,
                by,
            },
            since: self.now,
            stack: 0,
            cancelling: 0,
            counters: Default::default(),
        };
        self.tasks.insert(task, state);
    }

    fn task_ready(
        &mut self,
        task: TaskNo,
        cause: Cause,
        by: Option<TaskNo>,
        applied: &mut Applied,
    ) {
        let now = self.now;
        let Some(state) = self.live(task) else { return };
        let was = state.enter(Phase::Ready { cause, by }, now);
        if matches!(cause, Cause::Woken(_)) {
            state.counters.wakeups = state.counters.wakeups.saturating_add(1);
        }
        self.no_longer_waits(task, was, Some((cause, by)));
        self.queue(ReadyWhat::Task(task, cause), by);
        applied.was = Some(was.0);
        applied.since = Some(was.1);
    }

    fn step_began(&mut self, task: TaskNo, applied: &mut Applied) {
        let now = self.now;
        let depth = self.running.len();
        let Some(state) = self.live(task) else { return };
        if depth >= DEEPEST {
            return;
        }
        let was = state.enter(Phase::Running, now);
        applied.was = Some(was.0);
        applied.since = Some(was.1);
        self.no_longer_waits(task, was, None);
        applied.taken = self.take(|what| matches!(what, ReadyWhat::Task(no, _) if no == task));
        self.running.push((Running::Task(task), now));
    }

    fn step_ended(
        &mut self,
        task: TaskNo,
        how: StepEnd,
        stack: StackId,
        busy: Nanos,
        clock: Clock,
        applied: &mut Applied,
    ) {
        applied.began = self.ended(|running| running == Running::Task(task), busy, clock);
        let now = self.now;
        let Some(state) = self.live(task) else { return };
        state.stack = stack;
        state.counters.busy = state.counters.busy.saturating_add(busy);
        state.counters.steps = state.counters.steps.saturating_add(1);
        let by = None;
        let next = match how {
            StepEnd::Yielded => Phase::Ready {
                cause: Cause::Yield,
                by,
            },
            StepEnd::Invalid => Phase::Ready {
                cause: Cause::Throw,
                by,
            },
            StepEnd::Waits => Phase::Waiting {
                future: None,
                purpose: Purpose::Future,
            },
            // The next record says how it ended.
            StepEnd::Returned | StepEnd::Raised | StepEnd::Cancelled | StepEnd::Fatal => return,
        };
        let was = state.enter(next, now);
        applied.was = Some(was.0);
        applied.since = Some(was.1);
        self.no_longer_waits(task, was, None);
    }

    fn waits(
        &mut self,
        task: TaskNo,
        future: Option<FutureNo>,
        purpose: Purpose,
        applied: &mut Applied,
    ) {
        let now = self.now;
        let Some(state) = self.live(task) else { return };
        let was = state.enter(Phase::Waiting { future, purpose }, now);
        applied.was = Some(was.0);
        applied.since = Some(was.1);
        self.no_longer_waits(task, was, None);
        if let Purpose::Primitive(primitive) = purpose {
            let primitive = self.primitives.entry(primitive).or_default();
            primitive.waiters.push_back(task);
        }
    }

    fn task_done(&mut self, task: TaskNo, done: Phase, applied: &mut Applied) {
        let now = self.now;
        let Some(state) = self.live(task) else { return };
        let was = state.enter(done, now);
        state.stack = 0;
        applied.was = Some(was.0);
        applied.since = Some(was.1);
        self.no_longer_waits(task, was, None);
        self.running
            .retain(|&(running, _)| running != Running::Task(task));
    }

    /// Takes the task out of the queue of what it waited for. When it was woken in a semaphore's queue, whoever woke
    /// it gave it a permit: `Semaphore.release` counts down again for the first of those who wait.
    fn no_longer_waits(
        &mut self,
        task: TaskNo,
        (was, _): (Phase, Instant),
        woken: Option<(Cause, Option<TaskNo>)>,
    ) {
        let Phase::Waiting {
            purpose: Purpose::Primitive(primitive),
            ..
        } = was
        else {
            return;
        };
        let Some(primitive) = self.primitives.get_mut(&primitive) else {
            return;
        };
        if let Some(place) = primitive.waiters.iter().position(|&no| no == task) {
            primitive.waiters.remove(place);
        }
        if let Some((Cause::Woken(Some(future)), by)) = woken
            && primitive.kind == Some(PrimitiveKind::Semaphore)
            && let Some(future) = self.futures.get(future)
            && future.settled == Some(Settled::Value)
        {
            primitive.give_back(by);
            primitive.holders.push(task);
        }
    }

    fn handle_began(&mut self, handle: HandleNo, applied: &mut Applied) {
        applied.taken = self.take_handle(handle);
        let what = match applied.taken {
            Some(ReadyItem {
                what:
                    ReadyWhat::Handle(_, what)
                    | ReadyWhat::Timer(_, what)
                    | ReadyWhat::Callback(_, _, what),
                ..
            }) => what,
            _ => 0,
        };
        if self.running.len() < DEEPEST {
            self.running.push((Running::Handle(handle, what), self.now));
        }
    }

    fn future_settled(&mut self, future: FutureNo, how: Settled) {
        let since = self.now;
        let state = self.futures.get_or_insert(future, || FutureState {
            by: None,
            settled: None,
            since,
        });
        state.settled = Some(how);
        state.since = since;
        self.settled.push(future);
    }
}
