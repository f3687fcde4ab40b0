//! Dropping the oldest events, so that a trace of a long run stays within bounds.

use super::draw::{Drawer, wait_kind};
use super::file::Base;
use super::lanes::{Lane, Lanes, LoopKind, SpanKind};
use super::record::TaskNo;
use super::state::{Instant, Phase};
use super::store::Trace;
use rustc_hash::{FxHashMap, FxHashSet};

impl Trace {
    /// Drops events if there are more than an eighth too many: so many at once that each push bears a constant share of what it
    /// costs to look at all lanes.
    pub(super) fn drop_oldest(&mut self) {
        if self.log.len() <= self.keep.saturating_add(spare(self.keep)) {
            return;
        }
        let base = self.last() - self.keep as u64;
        let state = (!self.checkpoints.has(base)).then(|| self.state_at(base));
        self.log.forget(base);
        self.checkpoints.forget(base, state);
        if self.drawer.forget(base) {
            let lanes = &self.drawer.lanes;
            self.watch.forget(|task| lanes.place(task).is_none());
            let named: FxHashSet<TaskNo> = self.watch.tasks().collect();
            self.tasks
                .retain(|task, _| lanes.place(*task).is_some() || named.contains(task));
        }
        self.forget_definitions();
    }
}

/// How many more events than are to be kept there may be, before the oldest are dropped.
pub(super) fn spare(keep: usize) -> usize {
    (keep / 8).max(64)
}

impl Drawer {
    /// The lanes of a trace that begins with this state: each task's with the span that it is in.
    pub(super) fn begin_at(&mut self, base: &Base) {
        let Base {
            state,
            tasks,
            parents,
            deadlines,
        } = base;
        let mut created: Vec<(Instant, TaskNo)> =
            tasks.iter().map(|(&task, info)| (info.at, task)).collect();
        created.sort_by_key(|&(at, task)| (at.event, task));
        for (at, task) in created {
            let (Some(info), Some(is)) = (tasks.get(&task), state.tasks.get(&task)) else {
                continue;
            };
            if matches!(is.phase, Phase::Done { .. }) {
                continue;
            }
            self.futures.insert(info.future, task);
            let parent = parents.get(&task).copied().or(info.by);
            self.create(task, parent, at);
            let kind = match is.phase {
                Phase::Running => SpanKind::Running,
                Phase::Waiting { future, purpose } => match deadlines.get(&task) {
                    Some(&when) => SpanKind::Timer(Some(when)),
                    None => wait_kind(future, purpose, state),
                },
                Phase::Ready { .. } | Phase::Done { .. } => SpanKind::Ready,
            };
            if let Some(span) = self.lane(task).and_then(|lane| lane.starts.last_mut()) {
                (span.kind, span.from) = (kind, is.since);
            }
        }
        let doing = match (state.event_loop, state.idle) {
            (None, _) => None,
            (_, Some(_)) => Some(LoopKind::Idle),
            (_, None) => Some(LoopKind::Busy),
        };
        self.event_loop(doing, state.now);
        for &primitive in state.primitives.keys() {
            self.level(primitive, state);
        }
    }

    /// Forgets what ended in the events up to `base`. What reaches into the rest stays whole. Says whether lanes were
    /// forgotten.
    fn forget(&mut self, base: u64) -> bool {
        let forgets_lanes = self.lanes.forget_tasks(base);
        let lanes = &mut self.lanes;
        let ended = lanes
            .event_loop
            .partition_point(|span| span.to.is_some_and(|to| to.event <= base));
        lanes.event_loop.drain(..ended);
        let marks = lanes.marks.partition_point(|mark| mark.at.event <= base);
        lanes.marks.drain(..marks);
        for (_, levels) in &mut lanes.primitives {
            let before = levels.partition_point(|level| level.from.event <= base);
            levels.drain(..before.saturating_sub(1));
        }
        if forgets_lanes {
            self.futures
                .retain(|_, task| lanes.places.contains_key(task));
        }
        forgets_lanes
    }
}

impl Lanes {
    /// Takes out the lanes of tasks that ended, and puts those of their children under their own parents. Says whether there
    /// were some.
    fn forget_tasks(&mut self, base: u64) -> bool {
        let gone = |lane: &Lane| lane.ended.is_some_and(|ended| ended.event <= base);
        let Self { tasks, places, .. } = self;
        for lane in tasks.iter_mut() {
            lane.starts.forget(base, lane.ended);
        }
        if !tasks.iter().any(gone) {
            return false;
        }
        // Parents are older than their children, so that theirs is known already.
        let mut heirs: FxHashMap<TaskNo, Option<TaskNo>> = FxHashMap::default();
        let mut depths: Vec<u32> = Vec::with_capacity(tasks.len());
        for lane in tasks.iter_mut() {
            if let Some(parent) = lane.parent
                && let Some(&heir) = heirs.get(&parent)
            {
                lane.parent = heir;
            }
            if gone(lane) {
                heirs.insert(lane.task, lane.parent);
            } else {
                let parent = lane.parent.and_then(|parent| places.get(&parent));
                let above = parent.and_then(|&place| depths.get(place));
                lane.depth = above.map_or(0, |depth| depth + 1);
            }
            depths.push(lane.depth);
        }
        tasks.retain(|lane| !gone(lane));
        places.clear();
        let now = tasks.iter().enumerate();
        places.extend(now.map(|(place, lane)| (lane.task, place)));
        true
    }
}
