//! The timeline's data: for each task what it did when, ready to be drawn.
//!
//! Built while records arrive, never rebuilt. Everything in a lane is sorted, so that what is visible is found by
//! binary search.

use super::record::{FutureNo, HandleNo, Nanos, PrimitiveNo, TaskNo};
use super::spans::{Spans, Starts};
use super::state::Instant;
use rustc_hash::FxHashMap;

/// How a stretch of a lane is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanKind {
    /// A step.
    Running,
    /// In the ready queue.
    Ready,
    /// Waits for a timer; `when` it is due, if that is known. Behind it the wait is overdue.
    Timer(Option<Nanos>),
    /// Waits for a primitive.
    Primitive(PrimitiveNo),
    /// Waits for a task.
    Task(TaskNo),
    /// Waits for several.
    Several,
    /// Waits for any other future.
    Future(Option<FutureNo>),
    /// Waits for something outside the loop.
    Outside,
}

/// One task's lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// Whose.
    pub task: TaskNo,
    /// Under whose lane it is drawn: the task that created it, or the nearest of that one's own creators whose lane is
    /// still there.
    pub parent: Option<TaskNo>,
    /// How deep under a root, 0 for a root.
    pub depth: u32,
    /// From its creation.
    pub created: Instant,
    /// To its end: until it was done, or destroyed while it was pending.
    pub ended: Option<Instant>,
    pub(super) starts: Starts,
}

impl Lane {
    /// What it did, without gaps, oldest first: from `created` to `ended`.
    pub fn spans(&self) -> Spans<'_> {
        self.starts.spans(self.ended)
    }
}

/// The loop's own lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoopSpan {
    /// What the loop did.
    pub kind: LoopKind,
    /// From when.
    pub from: Instant,
    /// Until when; `None` while it goes on.
    pub to: Option<Instant>,
}

/// What a loop does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoopKind {
    /// It runs steps and callbacks.
    Busy,
    /// It waits.
    Idle,
    /// One step or callback that took [`BLOCKS_AFTER`] or longer. With the real clock that is real time; with the
    /// virtual one it is the loop time of the blocking calls in it, since everything else takes none.
    Blocked(Option<TaskNo>),
}

/// A step that takes this long, in nanoseconds, blocks the loop.
pub const BLOCKS_AFTER: Nanos = 50_000_000;

/// Something at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// When.
    pub at: Instant,
    /// What.
    pub kind: MarkKind,
}

/// What marks there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// `by` woke `task`, by itself or by a callback that it had queued.
    WokenByTask {
        /// Who woke it.
        by: TaskNo,
        /// Who was woken.
        task: TaskNo,
    },
    /// A timer woke the task.
    WokenByTimer {
        /// Who was woken.
        task: TaskNo,
        /// By which timer, if it is known.
        timer: Option<HandleNo>,
    },
    /// A cancellation was requested.
    Cancel {
        /// By whom.
        by: Option<TaskNo>,
        /// Of whom.
        task: TaskNo,
    },
    /// Something was printed.
    Output {
        /// By whom.
        by: Option<TaskNo>,
        /// Whether to stderr.
        stderr: bool,
    },
}

/// A primitive's row: who held it, or how full it was, from this instant on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    /// From when.
    pub from: Instant,
    /// See [`super::Record::PrimitiveChanged`].
    pub value: u64,
    /// Who holds it then, for a lock.
    pub holder: Option<TaskNo>,
}

/// All lanes.
#[derive(Clone, Debug, Default)]
pub struct Lanes {
    /// The tasks', in the order of creation.
    pub tasks: Vec<Lane>,
    /// The loop's, without gaps while a loop runs, oldest first.
    pub event_loop: Vec<LoopSpan>,
    /// Wake-ups, cancellations and output, oldest first.
    pub marks: Vec<Mark>,
    /// One row for each primitive, in the order in which they were seen.
    pub primitives: Vec<(PrimitiveNo, Vec<Level>)>,
    /// How many tasks have ended of which the parent had ended before.
    pub outlived: u64,
    /// Where each task is in `tasks`.
    pub(super) places: FxHashMap<TaskNo, usize>,
}

impl Lanes {
    /// Where a task is in [`Lanes::tasks`].
    pub fn place(&self, task: TaskNo) -> Option<usize> {
        self.places.get(&task).copied()
    }

    /// A task's lane.
    pub fn lane(&self, task: TaskNo) -> Option<&Lane> {
        self.tasks.get(self.place(task)?)
    }

    /// The lanes as they are drawn from top to bottom, as places in [`Lanes::tasks`]: each task directly above those
    /// that it created, which stand in the order of creation. [`Lane::depth`] says how far in. To collapse a task, skip
    /// what follows it with a greater depth.
    pub fn order(&self) -> Vec<usize> {
        const NONE: usize = usize::MAX;
        let count = self.tasks.len();
        let mut first = vec![NONE; count];
        let mut next = vec![NONE; count];
        let mut roots = NONE;
        // From the last, so that each list comes out in the order of creation.
        for (place, lane) in self.tasks.iter().enumerate().rev() {
            // A parent is always older; what says otherwise would be a circle, and stands as a root.
            let parent = lane.parent.and_then(|task| self.place(task));
            let head = match parent.filter(|&parent| parent < place) {
                Some(parent) => &mut first[parent],
                None => &mut roots,
            };
            next[place] = std::mem::replace(head, place);
        }
        let mut order = Vec::with_capacity(count);
        let mut above = Vec::new();
        let mut at = roots;
        loop {
            while at == NONE {
                match above.pop() {
                    Some(place) => at = next[place],
                    None => return order,
                }
            }
            order.push(at);
            above.push(at);
            at = first[at];
        }
    }
}
