//! Tasks that wait for what nobody can bring about any more: roots of a deadlock that are no circle.

use super::deadlock::End;
use super::say::Say;
use crate::trace::finding::Finding;
use crate::trace::graph::Node;
use crate::trace::record::{FutureNo, PrimitiveKind, PrimitiveNo, Purpose, TaskNo};
use crate::trace::state::{Phase, PrimitiveState};
use std::collections::BTreeMap;

/// What the tasks of a group wait for. Ordered as the findings are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Primitive(PrimitiveNo, Doing),
    Future(Option<FutureNo>),
    Several,
    Task(TaskNo),
    Outside,
    Other,
}

/// What they want of a primitive. For a queue the stack of the wait tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Doing {
    Join,
    Put,
    Get,
    Other,
}

impl End<'_> {
    /// A finding for each group of tasks that wait for one thing and behind no other task.
    pub(super) fn stuck(&self) -> Vec<Finding> {
        let mut groups: BTreeMap<What, Vec<usize>> = BTreeMap::new();
        for (place, node) in self.graph.nodes.iter().enumerate() {
            if let Node::Task(task) = *node
                && let Some(state) = self.state.tasks.get(&task)
                && let Phase::Waiting { future, purpose } = state.phase
                && !self.waits_behind(place)
            {
                let what = match purpose {
                    Purpose::Primitive(primitive) => {
                        What::Primitive(primitive, self.doing(task, primitive))
                    }
                    Purpose::Future => What::Future(future),
                    Purpose::Several => What::Several,
                    Purpose::Task(other) => What::Task(other),
                    Purpose::Outside => What::Outside,
                    Purpose::Sleep(_) => What::Other,
                };
                groups.entry(what).or_default().push(place);
            }
        }
        // Consumers of a queue that wait for more are as they should be; what is wrong is what they did not say.
        let joined: Vec<PrimitiveNo> = (groups.keys())
            .filter_map(|what| match what {
                What::Primitive(no, Doing::Join) => Some(*no),
                _ => None,
            })
            .collect();
        groups.retain(|what, _| match what {
            What::Primitive(no, Doing::Get) => !joined.contains(no),
            _ => true,
        });
        groups
            .into_iter()
            .map(|(what, places)| self.group(what, &places))
            .collect()
    }

    /// Whether it waits for a task that waits as well, by itself or for what that holds.
    fn waits_behind(&self, place: usize) -> bool {
        let waits = |place: &usize| match self.graph.nodes[*place] {
            Node::Task(task) => (self.state.tasks.get(&task))
                .is_some_and(|task| matches!(task.phase, Phase::Waiting { .. })),
            _ => false,
        };
        let edges = &self.graph.waits_for;
        edges[place]
            .iter()
            .any(|to| waits(to) || edges[*to].iter().any(waits))
    }

    fn doing(&self, task: TaskNo, primitive: PrimitiveNo) -> Doing {
        let state = self.state.primitives.get(&primitive);
        if self.kind(primitive) != Some(PrimitiveKind::Queue) {
            return Doing::Other;
        }
        let stack = self.trace.stack(self.stands(task).0).iter().rev();
        let names = stack.filter_map(|place| self.trace.code(place.code));
        for code in names.filter(|code| !code.own) {
            match self.trace.text(code.name).rsplit('.').next() {
                Some("get") => return Doing::Get,
                Some("put") => return Doing::Put,
                Some("join") => return Doing::Join,
                _ => {}
            }
        }
        match state {
            Some(state) if state.value == 0 && state.waiting > 0 => Doing::Get,
            Some(state) if state.putters > 0 => Doing::Put,
            _ => Doing::Join,
        }
    }

    fn kind(&self, primitive: PrimitiveNo) -> Option<PrimitiveKind> {
        self.trace.primitive(primitive).map(|info| info.kind)
    }

    fn group(&self, what: What, places: &[usize]) -> Finding {
        let mut tasks: Vec<TaskNo> = (places.iter())
            .filter_map(|&place| match self.graph.nodes[place] {
                Node::Task(task) => Some(task),
                _ => None,
            })
            .collect();
        tasks.sort_by_key(|&task| self.stands(task).1.event);
        let mut say = Say::new(self.trace).tasks(&tasks);
        say = say.text(if tasks.len() == 1 { " waits" } else { " wait" });
        if let Some(&first) = tasks.first() {
            say = say.at(self.stands(first).0);
        }
        let (title, say, advice) = match what {
            What::Primitive(primitive, doing) => self.primitive(primitive, doing, say),
            What::Future(_) => (
                "a future that nothing can set",
                say.text(" for a future that nothing can set: no task can run, no callback is queued, and no timer is set."),
                " Somebody has to call `set_result()` or `set_exception()`: keep hold of the future where that is to \
                 happen, or wait with `asyncio.timeout()`.",
            ),
            What::Several => (
                "several things that cannot happen",
                say.text(" for several things at once, and nothing is left that could bring them about."),
                " Wait with `asyncio.timeout()`, to learn which one does not come.",
            ),
            What::Task(other) => (
                "a task that cannot go on",
                say.text(" for ").task(other).text(", which can no longer run."),
                " A task runs only while the loop that it belongs to does.",
            ),
            What::Outside => (
                "the network",
                say.text(" for the network: for data, a connection, or their end. Nobody is left who could bring that about."),
                " Close the other end when it has sent everything, so that who reads learns of it, or wait with \
                 `asyncio.timeout()`.",
            ),
            What::Other => (
                "what does not come",
                say.text(" for something that can no longer come."),
                " Wait with `asyncio.timeout()`.",
            ),
        };
        let behind = self.behind(places);
        let them = if tasks.len() == 1 { "it" } else { "them" };
        let say = self.say_behind(say, &behind, them).marked(advice);
        let at = tasks
            .first()
            .map_or(self.state.now, |&task| self.stands(task).1);
        let title = format!("Deadlock: waiting for {title}");
        tasks.extend(behind);
        self.finding(title, at, say.done(), tasks, Vec::new())
    }

    fn primitive<'a>(
        &self,
        primitive: PrimitiveNo,
        doing: Doing,
        say: Say<'a>,
    ) -> (&'static str, Say<'a>, &'static str) {
        let unknown = PrimitiveState::default();
        let state = self.state.primitives.get(&primitive).unwrap_or(&unknown);
        let limit = self.trace.primitive(primitive).map_or(0, |info| info.limit);
        match (self.kind(primitive), doing) {
            (Some(PrimitiveKind::Queue), Doing::Join) => {
                let items = match state.unfinished {
                    1 => "One item that was put".to_owned(),
                    count => format!(
                        "{} items that were put",
                        super::say::capital(&super::say::count(count as usize))
                    ),
                };
                (
                    "a queue whose items are never done",
                    say.text(" in ")
                        .code("join()")
                        .text(" of ")
                        .primitive(primitive)
                        .text(&format!(". {items} "))
                        .text(if state.unfinished == 1 { "was" } else { "were" })
                        .marked(" never marked by `task_done()`, and nobody is left to do it."),
                    " Whoever takes an item with `get()` has to call `task_done()` once it is dealt with, in `finally:` \
                     if that may fail.",
                )
            }
            (Some(PrimitiveKind::Queue), Doing::Put) => (
                "room in a queue that nobody empties",
                say.text(" to put an item into ")
                    .primitive(primitive)
                    .text(&format!(
                        ", which is full with {}, and nobody is left to take one.",
                        items(limit.max(state.value))
                    )),
                " Start somebody who takes items before you put more than the queue holds.",
            ),
            (Some(PrimitiveKind::Queue), _) => (
                "an item that nobody will put",
                say.text(" for an item of ")
                    .primitive(primitive)
                    .text(", which is empty, and nobody is left to put one."),
                " Tell consumers when there is no more to come: call `shutdown()` on the queue, put an end marker for \
                 each, or cancel them.",
            ),
            (Some(PrimitiveKind::Event), _) => (
                "an event that nobody will set",
                say.text(" for ")
                    .primitive(primitive)
                    .text(", and nobody is left to set it."),
                " Somebody has to call `set()` on the event, also when something failed before.",
            ),
            (Some(PrimitiveKind::Condition), _) => (
                "a notification that will not come",
                say.text(" to be notified by ")
                    .primitive(primitive)
                    .text(", and nobody is left to do it."),
                " Call `notify()` after each change that somebody may wait for, and use `wait_for()`, which looks before \
                 it waits.",
            ),
            (Some(PrimitiveKind::Barrier), _) => (
                "a barrier that too few reach",
                say.text(" at ").primitive(primitive).text(&format!(
                    ", where {} of {limit} have arrived, and nobody is left to come.",
                    state.waiters.len()
                )),
                " A barrier opens when as many tasks wait as it was made for: start as many, or call `abort()` when one \
                 fails.",
            ),
            (Some(PrimitiveKind::Semaphore), _) => (
                "a permit that nobody gives back",
                self.held(
                    say.text(" for a permit of ").primitive(primitive),
                    state,
                    "took",
                ),
                " Use `async with`, which gives a permit back whatever happens.",
            ),
            (Some(PrimitiveKind::Lock) | None, _) => (
                "a lock that nobody releases",
                self.held(say.text(" for ").primitive(primitive), state, "took"),
                " Use `async with`, which releases a lock whatever happens.",
            ),
        }
    }

    /// Who took it and ended without giving it back.
    fn held<'a>(&self, say: Say<'a>, state: &PrimitiveState, took: &str) -> Say<'a> {
        let mut holders = state.holders.clone();
        holders.dedup();
        match holders.len() {
            0 => say.text(", and nobody is left to give it back."),
            1 => say
                .text(", which ")
                .tasks(&holders)
                .text(&format!(" {took} and never gave back.")),
            _ => say
                .text(", which ")
                .tasks(&holders)
                .text(&format!(" {took} and did not give back.")),
        }
    }
}

fn items(count: u64) -> String {
    match count {
        1 => "one item".to_owned(),
        count => format!("{} items", super::say::count(count as usize)),
    }
}
