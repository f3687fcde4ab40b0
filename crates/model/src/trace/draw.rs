//! Builds the [`Lanes`] while records arrive.

use super::apply::Applied;
use super::lanes::{
    BLOCKS_AFTER, Lane, Lanes, Level, LoopKind, LoopSpan, Mark, MarkKind, SpanKind,
};
use super::record::{
    Cause, Complaint, FutureNo, HandleNo, Nanos, PrimitiveKind, PrimitiveNo, Purpose, Record,
    TaskNo,
};
use super::spans::Starts;
use super::state::{Instant, Phase, ReadyItem, ReadyWhat, State};
use crate::protocol::{Clock, Stream};
use rustc_hash::FxHashMap;

/// The lanes, and what is needed to go on with them.
#[derive(Clone, Debug, Default)]
pub(super) struct Drawer {
    pub(super) lanes: Lanes,
    /// Where each primitive's row is.
    rows: FxHashMap<PrimitiveNo, usize>,
    /// Who put what runs now into the ready queue, and whether it is a timer; beside `State::running`.
    origins: Vec<(HandleNo, Origin)>,
    /// Which tasks the futures are that are tasks.
    pub(super) futures: FxHashMap<FutureNo, TaskNo>,
    /// Loop time of the blocking calls in the step or callback that runs.
    blocked: Nanos,
}

/// Where a callback came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Timer,
    Task(TaskNo),
    Unknown,
}

impl Drawer {
    /// Draws what a record did. `state` is the state after it.
    pub(super) fn draw(&mut self, record: &Record, state: &State, applied: &Applied, clock: Clock) {
        let now = state.now;
        match *record {
            Record::TaskCreated {
                task, by, future, ..
            } => {
                self.futures.insert(future, task);
                self.create(task, by, now);
            }
            Record::TaskReady { task, cause, by } => {
                self.span(task, SpanKind::Ready, now);
                if matches!(cause, Cause::Woken(_)) {
                    self.woken(task, by, applied, now);
                }
            }
            Record::StepBegan { task, .. } => {
                if applied.was.is_some() {
                    self.span(task, SpanKind::Running, now);
                    self.blocked_begins(state);
                }
            }
            Record::StepEnded { task, busy, .. } => {
                if let Some(state) = state.tasks.get(&task) {
                    match state.phase {
                        Phase::Ready { .. } => self.span(task, SpanKind::Ready, now),
                        Phase::Waiting { .. } => self.span(task, SpanKind::Future(None), now),
                        Phase::Running | Phase::Done { .. } => {}
                    }
                }
                self.step_or_callback_ended(Some(task), busy, state, applied, clock);
            }
            Record::Waits {
                task,
                future,
                purpose,
            } => self.span(task, wait_kind(future, purpose, state), now),
            Record::TaskDone { task, .. }
            | Record::Complained {
                kind: Complaint::DestroyedPending,
                task: Some(task),
                ..
            } => self.task_done(task, now),
            Record::CancelRequested { task, by, .. } => {
                self.mark(now, MarkKind::Cancel { by, task });
            }
            Record::Output { stream, by, .. } => {
                let stderr = stream == Stream::Stderr;
                self.mark(now, MarkKind::Output { by, stderr });
            }
            Record::Blocked { time, .. } => self.blocked = self.blocked.saturating_add(time),
            Record::HandleBegan { handle } => {
                if state.running.last().map(|&(running, _)| running.handle()) == Some(Some(handle))
                {
                    self.origins.push((handle, self.origin(applied)));
                    self.blocked_begins(state);
                }
            }
            Record::HandleEnded { handle, busy } => {
                if let Some(place) = self.origins.iter().rposition(|&(no, _)| no == handle) {
                    self.origins.remove(place);
                }
                self.step_or_callback_ended(None, busy, state, applied, clock);
            }
            Record::LoopBegan { .. } | Record::Turn { .. } => {
                self.event_loop(Some(LoopKind::Busy), now);
            }
            Record::Idle { .. } => self.event_loop(Some(LoopKind::Idle), now),
            Record::LoopEnded { .. } => {
                self.endless_step(state, clock);
                self.event_loop(None, now);
            }
            Record::Primitive { id, .. } => {
                self.row(id);
            }
            Record::PrimitiveChanged { primitive, .. } => self.level(primitive, state),
            _ => {}
        }
    }

    pub(super) fn create(&mut self, task: TaskNo, by: Option<TaskNo>, now: Instant) {
        let lanes = &mut self.lanes;
        if let Some(lane) = lanes.lane(task)
            && lane.ended.is_none()
        {
            return;
        }
        // A task cannot have created itself, whatever the record says.
        let parent = by.filter(|&by| by != task && lanes.places.contains_key(&by));
        let depth = parent
            .and_then(|parent| lanes.lane(parent))
            .map_or(0, |lane| lane.depth + 1);
        lanes.places.insert(task, lanes.tasks.len());
        lanes.tasks.push(Lane {
            task,
            parent,
            depth,
            created: now,
            ended: None,
            starts: Starts::new(SpanKind::Ready, now),
        });
    }

    /// The task's lane, if the task has not ended.
    pub(super) fn lane(&mut self, task: TaskNo) -> Option<&mut Lane> {
        let place = self.lanes.place(task)?;
        let lane = self.lanes.tasks.get_mut(place)?;
        lane.ended.is_none().then_some(lane)
    }

    /// The task's next span. What only becomes known better goes on as one: a task that waits does so from the end of
    /// its step, and the next record says for what.
    fn span(&mut self, task: TaskNo, kind: SpanKind, now: Instant) {
        let Some(lane) = self.lane(task) else { return };
        if let Some(last) = lane.starts.last_mut() {
            let goes_on = last.kind == kind
                || (last.kind == SpanKind::Future(None)
                    && !matches!(kind, SpanKind::Ready | SpanKind::Running));
            if goes_on {
                last.kind = kind;
                return;
            }
        }
        lane.starts.push(kind, now);
    }

    fn task_done(&mut self, task: TaskNo, now: Instant) {
        let Some(lane) = self.lane(task) else { return };
        let parent = lane.parent;
        lane.ended = Some(now);
        lane.starts.close();
        let parent = parent.and_then(|parent| self.lanes.lane(parent));
        self.lanes.outlived += u64::from(parent.is_some_and(|parent| parent.ended.is_some()));
    }

    fn mark(&mut self, at: Instant, kind: MarkKind) {
        self.lanes.marks.push(Mark { at, kind });
    }

    /// Who woke a task, if anybody did: the task that ran, the task that it waited for, the task that queued the
    /// callback that runs, or a timer. A task that waited for what was done already was woken by nobody.
    fn woken(&mut self, task: TaskNo, by: Option<TaskNo>, applied: &Applied, now: Instant) {
        let Some(Phase::Waiting { purpose, .. }) = applied.was else {
            return;
        };
        let since = applied.since.map_or(0, |since| since.event);
        let done_already = now.event <= since.saturating_add(2);
        let waited_for = match purpose {
            Purpose::Task(no) => Some(no),
            _ => None,
        };
        let kind = match (by.or(waited_for), self.origins.last()) {
            (Some(by), _) => MarkKind::WokenByTask { by, task },
            (None, Some(&(handle, Origin::Timer))) => MarkKind::WokenByTimer {
                task,
                timer: Some(handle),
            },
            (None, Some(&(_, Origin::Task(by)))) => MarkKind::WokenByTask { by, task },
            (None, _) => match purpose {
                Purpose::Sleep(timer) => MarkKind::WokenByTimer { task, timer },
                _ => return,
            },
        };
        if !done_already && kind != (MarkKind::WokenByTask { by: task, task }) {
            self.mark(now, kind);
        }
    }

    /// Where the callback that begins came from.
    fn origin(&self, applied: &Applied) -> Origin {
        match applied.taken {
            Some(ReadyItem {
                what: ReadyWhat::Timer(..),
                ..
            }) => Origin::Timer,
            Some(ReadyItem { by: Some(by), .. }) => Origin::Task(by),
            Some(ReadyItem {
                what: ReadyWhat::Callback(_, Some(future), _),
                ..
            }) => match self.futures.get(&future) {
                Some(&task) => Origin::Task(task),
                None => Origin::Unknown,
            },
            _ => Origin::Unknown,
        }
    }

    fn blocked_begins(&mut self, state: &State) {
        if state.running.len() == 1 {
            self.blocked = 0;
        }
    }

    /// A step or callback ended: was it one that blocked the loop? Of steps within steps the outermost counts.
    fn step_or_callback_ended(
        &mut self,
        task: Option<TaskNo>,
        busy: Nanos,
        state: &State,
        applied: &Applied,
        clock: Clock,
    ) {
        let (Some(began), true) = (applied.began, state.running.is_empty()) else {
            return;
        };
        if self.blocked(task, began, busy, clock) {
            self.event_loop(Some(LoopKind::Busy), state.now);
        }
    }

    /// The loop ended in the middle of a step or callback: the program was ended from outside. Did it block the loop until then?
    fn endless_step(&mut self, state: &State, clock: Clock) {
        if let Some(&(running, began)) = state.running.first() {
            let busy = state.now.real.saturating_sub(began.real);
            self.blocked(running.task(), began, busy, clock);
        }
    }

    /// A step or callback took so long in real time. If it blocked the loop, the loop's lane says so from its beginning on.
    fn blocked(&mut self, task: Option<TaskNo>, began: Instant, busy: Nanos, clock: Clock) -> bool {
        let took = match clock {
            Clock::Real => busy,
            Clock::Virtual => self.blocked,
        };
        let last = self.lanes.event_loop.last();
        let goes_on = last.is_some_and(|last| last.to.is_none() && last.kind == LoopKind::Busy);
        let blocked = took >= BLOCKS_AFTER && goes_on;
        if blocked {
            self.event_loop(Some(LoopKind::Blocked(task)), began);
        }
        blocked
    }

    /// The loop does something else from here on, or does not run any more.
    pub(super) fn event_loop(&mut self, kind: Option<LoopKind>, from: Instant) {
        let spans = &mut self.lanes.event_loop;
        if let Some(last) = spans.last_mut()
            && last.to.is_none()
        {
            if last.from == from {
                spans.pop();
            } else {
                last.to = Some(from);
            }
        }
        if let Some(kind) = kind {
            spans.push(LoopSpan {
                kind,
                from,
                to: None,
            });
        }
    }

    fn row(&mut self, primitive: PrimitiveNo) -> &mut Vec<Level> {
        let rows = &mut self.lanes.primitives;
        let place = *self.rows.entry(primitive).or_insert_with(|| {
            rows.push((primitive, Vec::new()));
            rows.len() - 1
        });
        &mut rows[place].1
    }

    pub(super) fn level(&mut self, primitive: PrimitiveNo, state: &State) {
        let Some(is) = state.primitives.get(&primitive) else {
            return;
        };
        let holder = match is.kind {
            Some(PrimitiveKind::Lock) => is.holders.first().copied(),
            _ => None,
        };
        let level = Level {
            from: state.now,
            value: is.value,
            holder,
        };
        let row = self.row(primitive);
        let same = row
            .last()
            .is_some_and(|last| last.value == level.value && last.holder == level.holder);
        if !same {
            row.push(level);
        }
    }
}

/// How a wait is drawn.
pub(super) fn wait_kind(future: Option<FutureNo>, purpose: Purpose, state: &State) -> SpanKind {
    match purpose {
        Purpose::Future => SpanKind::Future(future),
        Purpose::Task(task) => SpanKind::Task(task),
        Purpose::Sleep(timer) => {
            let timer = timer.and_then(|timer| state.timers.get(timer));
            SpanKind::Timer(timer.map(|timer| timer.when))
        }
        Purpose::Primitive(primitive) => SpanKind::Primitive(primitive),
        Purpose::Several => SpanKind::Several,
        Purpose::Outside => SpanKind::Outside,
    }
}
