//! Deadlocks: who waits for whom in a circle, and who waits for what nobody can bring about any more.
//!
//! A deadlock has a root: a circle of waits, or tasks that wait for something that no task waits for others to do
//! (`stuck`). Whoever waits behind a root is named with it and is no finding of its own.

use super::say::Say;
use crate::trace::finding::{CycleEdge, Finding, FindingKind, Piece};
use crate::trace::graph::{AwaitGraph, Node};
use crate::trace::record::{PrimitiveNo, StackId, TaskNo};
use crate::trace::state::{Instant, State};
use crate::trace::store::Trace;

/// A run that deadlocked, at its end.
pub(super) struct End<'a> {
    pub(super) trace: &'a Trace,
    pub(super) state: State,
    pub(super) graph: AwaitGraph,
}

/// A wait in a circle: `from` waits for `to`, or for what `to` holds.
struct Hop {
    from: TaskNo,
    by_way_of: Option<PrimitiveNo>,
    to: TaskNo,
}

impl Trace {
    /// Why a run that ended as deadlocked could not go on.
    pub(super) fn deadlocks(&self) -> Vec<Finding> {
        let state = self.state_at(self.last());
        let graph = self.await_graph(&state);
        let end = End {
            trace: self,
            state,
            graph,
        };
        let mut findings: Vec<Finding> = (end.graph.cycles.iter())
            .filter_map(|cycle| end.circle(cycle))
            .collect();
        findings.extend(end.stuck());
        if findings.is_empty() {
            findings.push(end.unexplained());
        }
        findings
    }
}

impl End<'_> {
    /// Where a task stands and since when.
    pub(super) fn stands(&self, task: TaskNo) -> (StackId, Instant) {
        let state = self.state.tasks.get(&task);
        state.map_or((0, self.state.now), |state| (state.stack, state.since))
    }

    /// The tasks that wait behind these nodes, by way of others too.
    pub(super) fn behind(&self, nodes: &[usize]) -> Vec<TaskNo> {
        let behind = self.graph.behind(nodes).into_iter();
        behind
            .filter_map(|place| match self.graph.nodes[place] {
                Node::Task(task) => Some(task),
                _ => None,
            })
            .collect()
    }

    /// ` C waits behind them.`, if somebody does.
    pub(super) fn say_behind<'a>(&self, say: Say<'a>, behind: &[TaskNo], them: &str) -> Say<'a> {
        match behind.len() {
            0 => say,
            count => {
                let wait = if count == 1 { "waits" } else { "wait" };
                say.text(" ")
                    .tasks(behind)
                    .text(&format!(" {wait} behind {them}."))
            }
        }
    }

    fn circle(&self, cycle: &[usize]) -> Option<Finding> {
        let hops = self.hops(cycle);
        let first = hops.first()?;
        let last = hops.last()?;
        let mut say = Say::new(self.trace);
        let again = hops.len() == 1;
        say = say.task(first.from);
        if let Some(primitive) = last.by_way_of {
            say = say.text(" holds ").primitive(primitive).text(" and");
        }
        say = say.text(" waits").at(self.stands(first.from).0);
        for (place, hop) in hops.iter().enumerate() {
            let closes = place + 1 == hops.len();
            say = match hop.by_way_of {
                _ if again && hop.by_way_of.is_none() => say.text(" for itself"),
                Some(primitive) => say.text(" for ").primitive(primitive),
                None => say.text(" for ").task(hop.to),
            };
            if again && hop.by_way_of.is_some() {
                say = say.text(" again");
            }
            if closes {
                break;
            }
            say = match hop.by_way_of {
                Some(_) => say
                    .text(", which ")
                    .task(hop.to)
                    .text(" holds while it waits"),
                None => say.text(", which waits"),
            };
            say = say.at(self.stands(hop.to).0);
        }
        say = match hops.len() {
            1 => say.text("."),
            2 => say.text(". Neither can go on."),
            _ => say.text(". None of them can go on."),
        };
        let behind = self.behind(cycle);
        say = self.say_behind(say, &behind, if again { "it" } else { "them" });
        let primitives = hops.iter().filter(|hop| hop.by_way_of.is_some()).count();
        say = say.marked(match primitives {
            0 => " One of them has to end, or to stop waiting, without the other.",
            1 if again => {
                " An asyncio lock cannot be taken again by the task that holds it: take it once, outside of what needs it."
            }
            _ if primitives == hops.len() => {
                " Let all tasks take them in the same order: then whoever has the first one gets the others too."
            }
            _ => " Do not wait for a task while you hold what it needs.",
        });
        let since = hops.iter().map(|hop| self.stands(hop.from).1);
        let at = since.max_by_key(|since| since.event).unwrap_or_default();
        let mut tasks: Vec<TaskNo> = hops.iter().map(|hop| hop.from).collect();
        let title = match tasks.len() {
            1 => "Deadlock: a task waits for itself".to_owned(),
            count => format!(
                "Deadlock: {} tasks wait for each other",
                super::say::count(count)
            ),
        };
        tasks.extend(behind);
        let edge = |hop: &Hop| CycleEdge {
            from: hop.from,
            to: hop.to,
            what: hop
                .by_way_of
                .map(|no| self.trace.primitive_name(no))
                .unwrap_or_default(),
        };
        Some(self.finding(
            title,
            at,
            say.done(),
            tasks,
            hops.iter().map(edge).collect(),
        ))
    }

    /// The waits of a circle from task to task.
    fn hops(&self, cycle: &[usize]) -> Vec<Hop> {
        let nodes: Vec<Node> = cycle.iter().map(|&place| self.graph.nodes[place]).collect();
        let at = |place: usize| nodes[place % nodes.len()];
        let mut hops = Vec::new();
        for (place, &node) in nodes.iter().enumerate() {
            let Node::Task(from) = node else { continue };
            match (at(place + 1), at(place + 2)) {
                (Node::Task(to), _) => hops.push(Hop {
                    from,
                    by_way_of: None,
                    to,
                }),
                (Node::Primitive(primitive), Node::Task(to)) => hops.push(Hop {
                    from,
                    by_way_of: Some(primitive),
                    to,
                }),
                _ => {}
            }
        }
        hops
    }

    pub(super) fn finding(
        &self,
        title: String,
        at: Instant,
        sentences: Vec<Piece>,
        tasks: Vec<TaskNo>,
        cycle: Vec<CycleEdge>,
    ) -> Finding {
        let stack = tasks.first().map_or(0, |&task| self.stands(task).0);
        Finding {
            kind: FindingKind::Deadlock,
            title,
            at,
            to: None,
            sentences,
            tasks,
            cycle,
            stack,
        }
    }

    /// Nobody waits for anything in the loop: what runs holds up the only thread there is.
    fn unexplained(&self) -> Finding {
        let running = self.state.running.iter().rev();
        let running = running.filter_map(|(running, _)| running.task());
        let tasks: Vec<TaskNo> = running.collect();
        let say = Say::new(self.trace);
        let say = match tasks.first() {
            Some(&task) => say.task(task).text(
                " blocks the whole loop in a call that waits for something that only another task or callback could \
                 do. None of them can run until it returns.",
            ),
            None => say.text("Nothing is ready, no timer is set, and yet the loop is to go on until something ends."),
        };
        let title = "Deadlock: nothing can go on".to_owned();
        self.finding(title, self.state.now, say.done(), tasks, Vec::new())
    }
}
