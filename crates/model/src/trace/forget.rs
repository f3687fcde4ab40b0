//! Dropping the oldest events, so that a trace of a long run stays within bounds.

use super::draw::{Drawer, wait_kind};
use super::file::Base;
use super::lanes::{Lane, Lanes, LoopKind, SpanKind};
use super::record::TaskNo;
use super::state::{Instant, Phase};
use super::store::Trace;
use std::collections::{HashMap, HashSet};

impl Trace {
    /// Drops events if there are more than an eighth too many. That costs about as much as all that is kept, and comes
    /// once in so many pushes that each bears a constant share.
    pub(super) fn drop_oldest(&mut self) {
        let spare = (self.keep / 8).max(64);
        if self.log.len() <= self.keep.saturating_add(spare) {
            return;
        }
        let base = self.last() - self.keep as u64;
        let state = self.state_at(base);
        self.log.forget(base);
        self.checkpoints.forget(state.clone());
        self.drawer.forget(base);
        let lanes = &self.drawer.lanes;
        self.watch.forget(|task| lanes.place(task).is_none());
        let named: HashSet<TaskNo> = self.watch.tasks().collect();
        self.tasks
            .retain(|task, _| lanes.place(*task).is_some() || named.contains(task));
        self.forget_definitions(&state);
    }
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
            if let Some(span) = self.lane(task).and_then(|lane| lane.spans.last_mut()) {
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

    /// Forgets what ended in the events up to `base`. What reaches into the rest stays whole.
    fn forget(&mut self, base: u64) {
        self.lanes.forget_tasks(base);
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
        self.futures
            .retain(|_, task| lanes.places.contains_key(task));
    }
}

impl Lanes {
    /// Takes out the lanes of tasks that ended, and puts those of their children under their own parents.
    fn forget_tasks(&mut self, base: u64) {
        let gone = |lane: &Lane| lane.ended.is_some_and(|ended| ended.event <= base);
        // Parents are older than their children, so that theirs is known already.
        let mut heirs: HashMap<TaskNo, Option<TaskNo>> = HashMap::new();
        let mut depths: HashMap<TaskNo, u32> = HashMap::new();
        for lane in &mut self.tasks {
            if let Some(parent) = lane.parent
                && let Some(&heir) = heirs.get(&parent)
            {
                lane.parent = heir;
            }
            if gone(lane) {
                heirs.insert(lane.task, lane.parent);
                continue;
            }
            let above = lane.parent.and_then(|parent| depths.get(&parent));
            lane.depth = above.map_or(0, |depth| depth + 1);
            depths.insert(lane.task, lane.depth);
            let ended = lane
                .spans
                .partition_point(|span| span.to.is_some_and(|to| to.event <= base));
            lane.spans.drain(..ended);
        }
        self.tasks.retain(|lane| !gone(lane));
        self.places = (self.tasks.iter().enumerate())
            .map(|(place, lane)| (lane.task, place))
            .collect();
    }
}
