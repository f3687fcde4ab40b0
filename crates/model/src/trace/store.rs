//! A trace in memory: all records, or the newest of them, and what is looked up in them.

use super::checkpoints::Checkpoints;
use super::digest::Digest;
use super::draw::Drawer;
use super::file::Base;
use super::find::Watch;
use super::forget::spare;
use super::lanes::Lanes;
use super::log::{Between, Kept, Log};
use super::record::{CodeId, FutureNo, Nanos, Place, PrimitiveNo, Record, StackId, TaskNo, TextId};
use super::state::{Instant, State};
use super::tables::{CodeInfo, PrimitiveInfo, Tables};
use crate::protocol::Clock;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// What is known of a task for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskInfo {
    /// The future that it is.
    pub future: FutureNo,
    /// Who created it.
    pub by: Option<TaskNo>,
    /// Its name: the first, and when the program renames it the newest. [`super::TaskState::name`] is that of an
    /// instant.
    pub name: TextId,
    /// The coroutine's code.
    pub code: CodeId,
    /// Where it was created.
    pub created: StackId,
    /// When.
    pub at: Instant,
}

/// A trace. Readers see the instants of the events `dropped()..=last()`; older ones may have been dropped to bound
/// memory.
///
/// Records may be anything, in any order: a record that makes no sense is passed over, and nothing panics.
#[derive(Debug)]
pub struct Trace {
    clock: Clock,
    pub(super) keep: usize,
    pub(super) tables: Tables,
    pub(super) log: Log,
    pub(super) tasks: FxHashMap<TaskNo, TaskInfo>,
    /// The state after the last record, without the tasks that have ended.
    pub(super) state: State,
    pub(super) checkpoints: Checkpoints,
    pub(super) drawer: Drawer,
    pub(super) watch: Watch,
    /// How many texts or stacks there were when the last ones were forgotten.
    pub(super) defined_after_tidying: usize,
    digest: Digest,
}

impl Trace {
    /// An empty trace of a run on this clock, which keeps the newest `keep` events, and up to an eighth more.
    pub fn new(clock: Clock, keep: usize) -> Trace {
        let keep = keep.max(1);
        Trace {
            clock,
            keep,
            tables: Tables::default(),
            log: Log::default(),
            tasks: FxHashMap::default(),
            state: State::default(),
            checkpoints: Checkpoints::new(spare(keep) as u64 + 1),
            drawer: Drawer::default(),
            watch: Watch::default(),
            defined_after_tidying: 0,
            digest: Digest::default(),
        }
    }

    /// Takes the next record.
    pub fn push(&mut self, record: Record) {
        if self.has_digest() {
            self.digest.add(&record);
        }
        let applied = self.state.apply(&record, self.clock);
        self.drawer.draw(&record, &self.state, &applied, self.clock);
        let is_own = |task| {
            let info: Option<&TaskInfo> = self.tasks.get(&task);
            let code = info.and_then(|info| self.tables.code(info.code));
            code.is_none_or(|code| code.own)
        };
        self.watch
            .see(&record, &self.state, &applied, self.clock, is_own);
        if !record.is_event() {
            self.log.note(&record);
            self.tables.define(record);
            return;
        }
        let done = match record {
            Record::TaskDone { task, .. } => Some(task),
            _ => None,
        };
        self.learn(&record);
        self.log.push(record, self.state.now);
        self.checkpoints.visit(&mut self.state, done);
        self.drop_oldest();
    }

    /// The run was ended from outside at this real time, and says nothing any more. A step or callback that was going on
    /// then never ends, and went on until then; otherwise nobody knows what happened since the last record.
    pub fn cut_off(&mut self, real: Nanos) {
        let Instant {
            time, real: told, ..
        } = self.state.now;
        if self.ends_in_step() {
            let time = match self.clock {
                Clock::Virtual => time,
                Clock::Real => time.saturating_add(real.saturating_sub(told)),
            };
            self.push(Record::Clock { time, real });
        }
        if let Some(event_loop) = self.state.event_loop {
            self.push(Record::LoopEnded { event_loop });
        }
    }

    /// Whether it ends in the middle of a step or callback.
    pub fn ends_in_step(&self) -> bool {
        !self.state.running.is_empty()
    }

    /// The clock of the run.
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// How many events were dropped: the first that can be looked at has the next number.
    pub fn dropped(&self) -> u64 {
        self.log.base.event
    }

    /// The number of the last event: events are counted from 1, and 0 is the instant before the first.
    pub fn last(&self) -> u64 {
        self.log.last()
    }

    /// The instant of an event (clamped to those that are there).
    pub fn instant(&self, event: u64) -> Instant {
        self.log.instant(event)
    }

    /// The last event at or before a loop time; the instant before the first one if there is none.
    pub fn event_at(&self, time: Nanos) -> u64 {
        self.log.event_at(time)
    }

    /// The record of an event.
    pub fn event(&self, event: u64) -> Option<&Record> {
        self.log.event(event)
    }

    /// The event with which the turn of `event` began, and that with which the next one begins. Before the first turn
    /// that is there the former is the first instant; without a next one the latter is the last.
    pub fn turn_of(&self, event: u64) -> (u64, u64) {
        self.log.turn_of(event)
    }

    /// What was the case after an event (clamped to those that are there): the same as after applying all records up to
    /// it to an empty state, but without the tasks that ended in events that were dropped.
    pub fn state_at(&self, event: u64) -> State {
        let event = event.clamp(self.dropped(), self.last());
        if event == self.last() {
            return self.checkpoints.with_ended(self.state.clone());
        }
        let mut state = self.checkpoints.before(event);
        self.advance(&mut state, event);
        state
    }

    /// Takes a state of this trace on to a later event, with the same result as [`Trace::state_at`]. Costs as much as there
    /// are events between.
    pub fn advance(&self, state: &mut State, event: u64) {
        for kept in self.log.records(state.now.event, event) {
            self.apply(state, &kept);
        }
    }

    /// Goes through all events that are kept, each with the state after it.
    pub fn replay(&self, mut visit: impl FnMut(&Record, &State)) {
        let mut state = self.checkpoints.before(self.dropped());
        for kept in self.log.records(self.dropped(), self.last()) {
            self.apply(&mut state, &kept);
            if let Kept::Event(record) = kept {
                visit(record, &state);
            }
        }
    }

    fn apply(&self, state: &mut State, kept: &Kept<'_>) {
        match kept {
            Kept::Event(record) => {
                state.apply(record, self.clock);
            }
            Kept::Between(between @ (Between::Clock { .. } | Between::Primitive(..))) => {
                if let Some(record) = self.tables.record(between.clone()) {
                    state.apply(&record, self.clock);
                }
            }
            // Texts, code and stacks are no part of a state.
            Kept::Between(_) => {}
        }
    }

    /// A text; empty if there is none with this number.
    pub fn text(&self, id: TextId) -> &str {
        self.tables.text(id)
    }

    /// A code object.
    pub fn code(&self, id: CodeId) -> Option<CodeInfo> {
        self.tables.code(id).copied()
    }

    /// The places of a stack, outermost first; none for 0 and for what was not defined.
    pub fn stack(&self, id: StackId) -> &[Place] {
        self.tables.stack(id)
    }

    /// The innermost place of a stack that is in the visitor's own program.
    pub fn own_place(&self, id: StackId) -> Option<Place> {
        self.tables.own_place(id)
    }

    /// A task.
    pub fn task(&self, task: TaskNo) -> Option<&TaskInfo> {
        self.tasks.get(&task)
    }

    /// A primitive.
    pub fn primitive(&self, primitive: PrimitiveNo) -> Option<&PrimitiveInfo> {
        self.tables.primitive(primitive)
    }

    /// The lanes of the timeline.
    pub fn lanes(&self) -> &Lanes {
        &self.drawer.lanes
    }

    /// A fingerprint of all that two runs on the virtual clock agree on: FNV-1a with 64 bits over all records as
    /// [`super::wire`] writes them, [without real time](Record::without_real_time). `None` once records were dropped, and for
    /// a run on the real clock.
    pub fn digest(&self) -> Option<u64> {
        self.has_digest().then(|| self.digest.value())
    }

    fn has_digest(&self) -> bool {
        self.clock == Clock::Virtual && self.dropped() == 0
    }

    /// Begins with a state instead of an empty one: that after events that were dropped. Only before the first record.
    pub(super) fn begin_at(&mut self, base: Base) {
        self.drawer.begin_at(&base);
        let Base { state, tasks, .. } = base;
        self.log.base = state.now;
        self.checkpoints
            .forget(state.now.event, Some(state.clone()));
        self.state = state;
        self.state.tasks.forget_ended();
        self.tasks = tasks.into_iter().collect();
    }

    /// Keeps what an event says of a task for ever.
    fn learn(&mut self, record: &Record) {
        match *record {
            Record::TaskCreated {
                task,
                future,
                by,
                name,
                code,
                created,
            } => {
                let at = self.state.now;
                let info = TaskInfo {
                    future,
                    by,
                    name,
                    code,
                    created,
                    at,
                };
                self.tasks.entry(task).or_insert(info);
            }
            Record::TaskNamed { task, name } => {
                if let Some(info) = self.tasks.get_mut(&task) {
                    info.name = name;
                }
            }
            _ => {}
        }
    }
}
