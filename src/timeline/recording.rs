//! The trace of the last run, shared with the views, and what is costly to look up in it.
//!
//! The trace itself is never copied: clones of a [`Recording`] are handles to the same one, and two of them are equal
//! if nothing was added in between. What is derived from the trace grows with it and is never rebuilt.

use rustc_hash::FxHashMap;
use std::cell::{Ref, RefCell};
use std::ops::RangeInclusive;
use std::rc::Rc;

use coroscope_model::protocol::{Clock, EndKind};
use coroscope_model::trace::{
    Finding, Instant, Lane, MarkKind, Nanos, Phase, Purpose, Record, State, TaskNo, Trace,
};

use super::axis::{Axis, Scale};
use super::kept::Kept;
use super::overview::{self, Load};
use super::rows::{Choice, Layout};

/// About how many records are kept; of longer runs the oldest are dropped.
pub const KEEP: usize = 1_500_000;

/// What the visitor looks at: after an event, and a while later in loop time, before the next one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// After this event; 0 is before the first.
    pub event: u64,
    /// Loop time, at or after that event's.
    pub time: Nanos,
}

/// What was printed by one call, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// How many characters both streams had together after it.
    pub until: u64,
    /// With this event.
    pub event: u64,
    /// At this loop time.
    pub time: Nanos,
    /// By whom.
    pub by: Option<TaskNo>,
}

/// A shared trace.
#[derive(Clone)]
pub struct Recording {
    inner: Rc<Inner>,
    /// The last event when it was renewed.
    version: u64,
}

struct Inner {
    trace: RefCell<Trace>,
    index: RefCell<Index>,
    state: RefCell<Option<Known>>,
    layout: RefCell<Option<(Laying, Rc<Layout>)>>,
    loads: RefCell<Option<(LoadKey, Rc<Vec<Load>>)>>,
    /// The tasks that wait for another, by that.
    awaiting: RefCell<Kept<TaskNo>>,
}

/// The state that was looked at last.
struct Known {
    state: Rc<State>,
    /// How many events had been dropped by then: what is told of those depends on it.
    dropped: u64,
}

/// A state so many events earlier is taken further; from farther away a checkpoint is nearer.
const NEAR: u64 = 2_000;

/// What the rows depend on: the trace's version, what was chosen, and between which events the view may begin without
/// more or fewer tasks having ended before it.
struct Laying {
    version: u64,
    choice: Choice,
    from: RangeInclusive<u64>,
}

/// What the loads of the strip depend on: the trace's version, the axis, the stretch, how many.
type LoadKey = (u64, Axis, u64, u64, usize);

/// What is looked up again and again, kept up to date as records come.
#[derive(Default)]
struct Index {
    marks: usize,
    dropped: u64,
    wakes: FxHashMap<TaskNo, Vec<usize>>,
    cancels: Vec<usize>,
    outputs: Vec<usize>,
    stamps: Vec<Stamp>,
}

impl PartialEq for Recording {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner) && self.version == other.version
    }
}

impl std::fmt::Debug for Recording {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Recording({} events)", self.last())
    }
}

impl Default for Recording {
    fn default() -> Self {
        Self::new(Clock::Real)
    }
}

impl Recording {
    /// Nothing yet, of a run on this clock.
    pub fn new(clock: Clock) -> Self {
        Self::of(Trace::new(clock, KEEP))
    }

    /// A trace that is there already, such as one from a file.
    pub fn of(trace: Trace) -> Self {
        let recording = Self {
            version: trace.last(),
            inner: Rc::new(Inner {
                trace: RefCell::new(trace),
                index: RefCell::default(),
                state: RefCell::default(),
                layout: RefCell::default(),
                loads: RefCell::default(),
                awaiting: RefCell::default(),
            }),
        };
        recording.index_marks();
        recording.index_outputs_of_whole();
        recording
    }

    /// Adds records, in order. What was seen before stays as it is until [`renew`](Recording::renew) is called.
    pub fn add(&mut self, records: Vec<Record>) {
        {
            let mut trace = self.inner.trace.borrow_mut();
            let mut index = self.inner.index.borrow_mut();
            for record in records {
                let printed = match &record {
                    Record::Output { chars, by, .. } => Some((u64::from(*chars), *by)),
                    _ => None,
                };
                trace.push(record);
                if let Some((chars, by)) = printed {
                    let event = trace.last();
                    index.print(chars, by, event, trace.instant(event).time);
                }
            }
        }
        self.index_marks();
    }

    /// The run was ended from outside, so many nanoseconds after it had begun.
    pub fn cut_off(&mut self, real: Nanos) {
        self.inner.trace.borrow_mut().cut_off(real);
        self.index_marks();
    }

    /// From now on this is equal to what it was before only if nothing was added. Says whether something was.
    pub fn renew(&mut self) -> bool {
        let version = self.trace().last();
        std::mem::replace(&mut self.version, version) != version
    }

    fn index_marks(&self) {
        let trace = self.inner.trace.borrow();
        let mut index = self.inner.index.borrow_mut();
        let lanes = trace.lanes();
        if index.dropped != trace.dropped() {
            // The oldest marks are gone, and the others have moved.
            index.dropped = trace.dropped();
            index.marks = 0;
            index.wakes.clear();
            index.cancels.clear();
            index.outputs.clear();
        }
        for at in index.marks..lanes.marks.len() {
            match lanes.marks[at].kind {
                MarkKind::WokenByTask { task, .. } | MarkKind::WokenByTimer { task, .. } => {
                    index.wakes.entry(task).or_default().push(at);
                }
                MarkKind::Cancel { .. } => index.cancels.push(at),
                MarkKind::Output { .. } => index.outputs.push(at),
            }
        }
        index.marks = lanes.marks.len();
    }

    /// For a trace that came whole: finds what was printed among its events.
    fn index_outputs_of_whole(&self) {
        let trace = self.inner.trace.borrow();
        let mut index = self.inner.index.borrow_mut();
        for event in trace.dropped() + 1..=trace.last() {
            if let Some(Record::Output { chars, by, .. }) = trace.event(event) {
                index.print(u64::from(*chars), *by, event, trace.instant(event).time);
            }
        }
    }

    /// Whether it is the same trace, however much of it.
    pub fn is_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }

    /// The trace.
    pub fn trace(&self) -> Ref<'_, Trace> {
        self.inner.trace.borrow()
    }

    /// The number of the last event, as of when it was renewed.
    pub fn last(&self) -> u64 {
        self.version
    }

    /// Whether there is anything to look at.
    pub fn is_empty(&self) -> bool {
        self.last() == 0
    }

    /// The moment right after an event.
    pub fn moment(&self, event: u64) -> Moment {
        let trace = self.trace();
        let instant = trace.instant(event);
        Moment {
            event: instant.event,
            time: instant.time,
        }
    }

    /// The instant of an event.
    pub fn instant(&self, event: u64) -> Instant {
        self.trace().instant(event)
    }

    /// What was the case after an event.
    pub fn state(&self, event: u64) -> Rc<State> {
        let trace = self.inner.trace.borrow();
        let event = event.clamp(trace.dropped(), trace.last());
        let dropped = trace.dropped();
        let mut memo = self.inner.state.borrow_mut();
        let state = match memo.take().filter(|known| known.dropped == dropped) {
            Some(known) if known.state.now.event == event => known.state,
            // Whoever plays or winds forward pays for the events between; the state is not copied unless somebody has it.
            Some(mut known) if (1..=NEAR).contains(&event.wrapping_sub(known.state.now.event)) => {
                trace.advance(Rc::make_mut(&mut known.state), event);
                known.state
            }
            _ => Rc::new(trace.state_at(event)),
        };
        *memo = Some(Known {
            state: state.clone(),
            dropped,
        });
        state
    }

    /// Where the rows are. Made anew only when that changes them; of very many tasks a few may keep theirs for a while:
    /// [`Choice::is_near`].
    pub fn layout(&self, choice: &Choice) -> Rc<Layout> {
        let mut memo = self.inner.layout.borrow_mut();
        let known = memo.as_ref().filter(|(of, _)| of.choice.is_like(choice));
        if let Some((of, layout)) = known
            && of.version == self.version
            && of.from.contains(&choice.shown_from)
        {
            return layout.clone();
        }
        let trace = self.trace();
        let from = choice.same_from(&trace);
        let grown = known.and_then(|(of, layout)| {
            let began = of.choice.shown_from;
            let keeps = from.contains(&began) || of.choice.is_near(choice.shown_from, &trace);
            let layout = keeps.then(|| layout.grown(&trace, choice)).flatten()?;
            Some((&of.choice, began.min(*from.start())..=*from.end(), layout))
        });
        let (of, from, layout) =
            grown.unwrap_or_else(|| (choice, from, Rc::new(Layout::new(&trace, choice))));
        let laying = Laying {
            version: self.version,
            choice: of.clone(),
            from,
        };
        *memo = Some((laying, layout.clone()));
        layout
    }

    /// How busy the loop was in each of `count` stretches.
    pub fn loads(&self, axis: Axis, scale: Scale, count: usize) -> Rc<Vec<Load>> {
        let key = (
            self.version,
            axis,
            scale.window.from.to_bits(),
            scale.window.to.to_bits(),
            count,
        );
        let mut memo = self.inner.loads.borrow_mut();
        if let Some((of, loads)) = &*memo
            && *of == key
        {
            return loads.clone();
        }
        let trace = self.trace();
        let end = axis.of(trace.instant(trace.last()));
        let loads = Rc::new(overview::loads(
            &trace.lanes().event_loop,
            axis,
            scale,
            end,
            count,
        ));
        *memo = Some((key, loads.clone()));
        loads
    }

    /// What there is to say about the run so far.
    pub fn findings(&self, ended: Option<EndKind>) -> Vec<Finding> {
        self.trace().findings(ended)
    }

    /// Something about a task's lane.
    pub fn with_lane<T>(&self, task: TaskNo, get: impl FnOnce(&Lane) -> T) -> Option<T> {
        self.trace().lanes().lane(task).map(get)
    }

    /// The places of a task's wake-ups among the trace's marks, oldest first.
    pub fn wakes(&self, task: TaskNo) -> Ref<'_, [usize]> {
        Ref::map(self.inner.index.borrow(), |index| {
            index.wakes.get(&task).map_or(&[][..], Vec::as_slice)
        })
    }

    /// The places of all cancellations among the trace's marks.
    pub fn cancels(&self) -> Ref<'_, [usize]> {
        Ref::map(self.inner.index.borrow(), |index| index.cancels.as_slice())
    }

    /// The places of all output among the trace's marks.
    pub fn outputs(&self) -> Ref<'_, [usize]> {
        Ref::map(self.inner.index.borrow(), |index| index.outputs.as_slice())
    }

    /// What was printed when, oldest first.
    pub fn stamps(&self) -> Ref<'_, [Stamp]> {
        Ref::map(self.inner.index.borrow(), |index| index.stamps.as_slice())
    }

    /// The tasks that wait for one to end.
    pub fn awaited_by(&self, state: &State, task: TaskNo) -> Vec<TaskNo> {
        let mut awaiting = self.inner.awaiting.borrow_mut();
        awaiting.move_to(&state.tasks, |_, known| match known.phase {
            Phase::Waiting {
                purpose: Purpose::Task(task),
                ..
            } => Some(task),
            _ => None,
        });
        awaiting.tasks(task).collect()
    }

    /// The task that runs at an instant, if one does.
    pub fn running(&self, event: u64) -> Option<TaskNo> {
        self.state(event)
            .running
            .iter()
            .rev()
            .find_map(|(running, _)| running.task())
    }

    /// A task's name at an instant; its last one if it has none then.
    pub fn name(&self, task: TaskNo, state: &State) -> String {
        let trace = self.trace();
        super::words::name(&trace, state, task)
    }
}

impl Index {
    fn print(&mut self, chars: u64, by: Option<TaskNo>, event: u64, time: Nanos) {
        let before = self.stamps.last().map_or(0, |stamp| stamp.until);
        self.stamps.push(Stamp {
            until: before + chars,
            event,
            time,
            by,
        });
    }
}
