//! Who waits for whom: the await graph of an instant.

use super::record::{FutureNo, HandleNo, PrimitiveNo, Purpose, TaskNo};
use super::state::{Phase, State};
use super::store::Trace;
use rustc_hash::{FxHashMap, FxHashSet};

/// What waits or is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A task that has not ended, or one that ended while it held a primitive.
    Task(TaskNo),
    /// A primitive; its edges go to the tasks that hold it.
    Primitive(PrimitiveNo),
    /// A future that is not a task.
    Future(FutureNo),
    /// A timer.
    Timer(HandleNo),
    /// What is outside of the loop: the network, an executor.
    Outside,
}

/// Who waits for what at an instant. What several wait for is there once, so that the graph is as large as the number
/// of waits, and never a tree that repeats itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AwaitGraph {
    /// The nodes: first the tasks that wait, by number, then the others as they were met.
    pub nodes: Vec<Node>,
    /// For each node what it waits for, as places in `nodes`: for a task one future, task, timer, or primitive (several
    /// tasks where it waits for several at once); for a primitive the tasks that hold it.
    pub waits_for: Vec<Vec<usize>>,
    /// The groups of nodes that wait for one another in a circle, each in the order of the waits: the first waits for
    /// the second, ..., the last for the first. The task with the lowest number comes first.
    pub cycles: Vec<Vec<usize>>,
}

impl AwaitGraph {
    /// Where a node is.
    pub fn place(&self, node: Node) -> Option<usize> {
        self.nodes.iter().position(|&other| other == node)
    }

    /// For each node who waits for it: the same edges the other way.
    pub fn waited_for_by(&self) -> Vec<Vec<usize>> {
        let mut by = vec![Vec::new(); self.nodes.len()];
        for (from, waits_for) in self.waits_for.iter().enumerate() {
            for &to in waits_for {
                by[to].push(from);
            }
        }
        by
    }

    /// The nodes that wait for one of these, directly or through others, without those themselves; each once, the
    /// nearest first.
    pub fn behind(&self, nodes: &[usize]) -> Vec<usize> {
        let by = self.waited_for_by();
        let mut seen = vec![false; self.nodes.len()];
        for &node in nodes {
            seen[node] = true;
        }
        let mut found = nodes.to_vec();
        let mut next = 0;
        while let Some(&node) = found.get(next) {
            next += 1;
            for &from in &by[node] {
                if !std::mem::replace(&mut seen[from], true) {
                    found.push(from);
                }
            }
        }
        found.split_off(nodes.len())
    }
}

impl Trace {
    /// The await graph of a state of this trace.
    ///
    /// A trace does not say which tasks `gather`, `wait` or a task group wait for. The edges of such a wait go to the
    /// tasks that the waiting task created itself and that have not ended.
    pub fn await_graph(&self, state: &State) -> AwaitGraph {
        let mut graph = Builder::default();
        let mut children: FxHashMap<TaskNo, Vec<TaskNo>> = FxHashMap::default();
        // A task that was destroyed while it was pending does not wait any more.
        let exists = |task: TaskNo| {
            let ended = self.lanes().lane(task).and_then(|lane| lane.ended);
            ended.is_none_or(|ended| ended.event > state.now.event)
        };
        let tasks = || state.tasks.live().filter(|&(task, _)| exists(task));
        for (task, its) in tasks() {
            if let Phase::Waiting { .. } = its.phase {
                graph.node(Node::Task(task));
            }
            if let Some(by) = self.task(task).and_then(|info| info.by) {
                children.entry(by).or_default().push(task);
            }
        }
        for (task, its) in tasks() {
            let Phase::Waiting { future, purpose } = its.phase else {
                continue;
            };
            let from = Node::Task(task);
            match purpose {
                Purpose::Task(other) => graph.edge(from, Node::Task(other)),
                Purpose::Sleep(Some(timer)) => graph.edge(from, Node::Timer(timer)),
                Purpose::Primitive(primitive) => graph.edge(from, Node::Primitive(primitive)),
                Purpose::Outside => graph.edge(from, Node::Outside),
                Purpose::Several if children.contains_key(&task) => {
                    for &child in &children[&task] {
                        graph.edge(from, Node::Task(child));
                    }
                }
                Purpose::Several | Purpose::Future | Purpose::Sleep(None) => {
                    if let Some(future) = future {
                        graph.edge(from, Node::Future(future));
                    }
                }
            }
        }
        for (&primitive, its) in &state.primitives {
            if graph.places.contains_key(&Node::Primitive(primitive)) {
                for &holder in &its.holders {
                    graph.edge(Node::Primitive(primitive), Node::Task(holder));
                }
            }
        }
        let mut graph = graph.graph;
        graph.cycles = cycles(&graph);
        graph
    }
}

#[derive(Default)]
struct Builder {
    graph: AwaitGraph,
    places: FxHashMap<Node, usize>,
}

impl Builder {
    fn node(&mut self, node: Node) -> usize {
        let graph = &mut self.graph;
        *self.places.entry(node).or_insert_with(|| {
            graph.nodes.push(node);
            graph.waits_for.push(Vec::new());
            graph.nodes.len() - 1
        })
    }

    fn edge(&mut self, from: Node, to: Node) {
        let (from, to) = (self.node(from), self.node(to));
        let edges = &mut self.graph.waits_for[from];
        // A task that holds several permits stands in the list of holders several times, one after the other.
        if edges.last() != Some(&to) {
            edges.push(to);
        }
    }
}

/// A circle in each strongly connected component that has one.
fn cycles(graph: &AwaitGraph) -> Vec<Vec<usize>> {
    let mut cycles: Vec<Vec<usize>> = (components(&graph.waits_for).into_iter())
        .filter_map(|component| circle(&graph.waits_for, component))
        .map(|cycle| from_lowest(graph, cycle))
        .collect();
    cycles.sort();
    cycles
}

/// Tarjan's strongly connected components, without recursion: a chain of waits may be ten thousand long.
fn components(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let mut index = vec![UNSEEN; edges.len()];
    let mut low = vec![UNSEEN; edges.len()];
    let mut on_stack = vec![false; edges.len()];
    let (mut stack, mut found, mut count) = (Vec::new(), Vec::new(), 0);
    // Nodes that are being looked at, and how many of their edges were.
    let mut path: Vec<(usize, usize)> = Vec::new();
    for root in 0..edges.len() {
        if index[root] == UNSEEN {
            path.push((root, 0));
        }
        while let Some((node, edge)) = path.pop() {
            if edge == 0 {
                index[node] = count;
                low[node] = count;
                count += 1;
                stack.push(node);
                on_stack[node] = true;
            }
            if let Some(&to) = edges[node].get(edge) {
                path.push((node, edge + 1));
                if index[to] == UNSEEN {
                    path.push((to, 0));
                } else if on_stack[to] {
                    low[node] = low[node].min(index[to]);
                }
                continue;
            }
            if let Some(&(above, _)) = path.last() {
                low[above] = low[above].min(low[node]);
            }
            if low[node] == index[node] {
                let begin = stack.iter().rposition(|&other| other == node).unwrap_or(0);
                let component = stack.split_off(begin);
                for &other in &component {
                    on_stack[other] = false;
                }
                found.push(component);
            }
        }
    }
    found
}

/// A shortest circle through the lowest node of a strongly connected component, if it has one at all.
fn circle(edges: &[Vec<usize>], component: Vec<usize>) -> Option<Vec<usize>> {
    let start = component.iter().copied().min()?;
    if component.len() == 1 {
        return edges[start].contains(&start).then_some(component);
    }
    let inside: FxHashSet<usize> = component.into_iter().collect();
    let mut from: FxHashMap<usize, usize> = FxHashMap::default();
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        for &to in &edges[node] {
            if to == start {
                let mut cycle = vec![node];
                let mut at = node;
                while let Some(&before) = from.get(&at) {
                    cycle.push(before);
                    at = before;
                }
                cycle.reverse();
                return Some(cycle);
            }
            if inside.contains(&to) && !from.contains_key(&to) {
                from.insert(to, node);
                queue.push_back(to);
            }
        }
    }
    None
}

/// The same circle, beginning with the task that has the lowest number.
fn from_lowest(graph: &AwaitGraph, mut cycle: Vec<usize>) -> Vec<usize> {
    let number = |place: &usize| match graph.nodes[*place] {
        Node::Task(task) => task,
        _ => u64::MAX,
    };
    let first = (0..cycle.len()).min_by_key(|&place| number(&cycle[place]));
    cycle.rotate_left(first.unwrap_or(0));
    cycle
}
