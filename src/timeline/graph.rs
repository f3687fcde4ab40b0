//! Who awaits whom at a moment, laid out as a directed graph.
//!
//! A task or primitive is one node however many wait for it, so that the picture grows with the program and never
//! with the number of ways through it. Cycles are found and marked.

use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

use coroscope_model::trace::{self, FutureNo, PrimitiveNo, TaskNo};

use super::words::{self, Reading};

/// More nodes than this are not drawn: those nearest to the selected task are.
pub const MOST: usize = 120;

/// What a node stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// A task.
    Task(TaskNo),
    /// A primitive that tasks wait for.
    Primitive(PrimitiveNo),
    /// A future of the program's own.
    Future(FutureNo),
}

/// A node and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// What it stands for.
    pub node: Node,
    /// What is written in it.
    pub label: String,
    /// Its icon.
    pub glyph: &'static str,
    /// The state of a task; empty for the others.
    pub state: &'static str,
    /// Its row, from the top.
    pub row: usize,
    /// Whether it is in a cycle.
    pub cyclic: bool,
}

/// An edge, by the places of its nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Who waits, or which primitive is held.
    pub from: usize,
    /// For whom, or by whom it is held.
    pub to: usize,
    /// Whether it says who holds a primitive.
    pub holds: bool,
    /// Whether it is in a cycle.
    pub cyclic: bool,
}

/// The graph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    /// The nodes.
    pub nodes: Vec<Placed>,
    /// The edges.
    pub edges: Vec<Edge>,
    /// How many nodes there was no room for.
    pub left_out: usize,
}

impl Placed {
    /// Whether it stands on the right, with what tasks wait for; tasks stand on the left.
    pub fn is_thing(&self) -> bool {
        is_thing(self.node)
    }
}

fn is_thing(node: Node) -> bool {
    !matches!(node, Node::Task(_))
}

impl Graph {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        let rows = self.nodes.iter().map(|node| node.row + 1);
        rows.max().unwrap_or(0)
    }
}

/// The graph at a moment. Tasks that neither wait for one another nor are waited for are not in it.
pub fn graph(reading: &Reading<'_>, selected: Option<TaskNo>) -> Graph {
    let links = links(reading);
    let mut nodes: BTreeSet<Node> = links
        .iter()
        .flat_map(|(from, to, _)| [*from, *to])
        .collect();
    let all = nodes.len();
    if all > MOST {
        nodes = nearest(&links, &nodes, selected);
    }
    let order: Vec<Node> = nodes.iter().copied().collect();
    let places: FxHashMap<Node, usize> = order
        .iter()
        .enumerate()
        .map(|(at, node)| (*node, at))
        .collect();
    let mut edges: Vec<Edge> = links
        .iter()
        .filter_map(|(from, to, holds)| {
            Some(Edge {
                from: *places.get(from)?,
                to: *places.get(to)?,
                holds: *holds,
                cyclic: false,
            })
        })
        .collect();
    let component = components(order.len(), &edges);
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    for part in &component {
        *sizes.entry(*part).or_default() += 1;
    }
    for edge in &mut edges {
        edge.cyclic = component[edge.from] == component[edge.to];
    }
    let things: Vec<bool> = order.iter().map(|node| is_thing(*node)).collect();
    let rows = rows(&things, &edges);
    let nodes = order
        .iter()
        .enumerate()
        .map(|(at, node)| Placed {
            row: rows[at],
            cyclic: sizes[&component[at]] > 1,
            ..describe(reading, *node)
        })
        .collect();
    Graph {
        nodes,
        edges,
        left_out: all - order.len(),
    }
}

/// Who waits for what, and who holds it. Timers and what is outside of the loop wait for nobody and are left out.
fn links(reading: &Reading<'_>) -> Vec<(Node, Node, bool)> {
    let found = reading.trace.await_graph(reading.state);
    let node = |at: usize| match found.nodes[at] {
        trace::Node::Task(task) => Some(Node::Task(task)),
        trace::Node::Primitive(primitive) => Some(Node::Primitive(primitive)),
        trace::Node::Future(future) => Some(Node::Future(future)),
        _ => None,
    };
    let mut links = Vec::new();
    for (from, waits) in found.waits_for.iter().enumerate() {
        for to in waits {
            if let (Some(from), Some(to)) = (node(from), node(*to)) {
                links.push((from, to, matches!(from, Node::Primitive(_))));
            }
        }
    }
    links
}

/// The nodes that are fewest steps away from the selected task, or from the first.
fn nearest(
    links: &[(Node, Node, bool)],
    nodes: &BTreeSet<Node>,
    selected: Option<TaskNo>,
) -> BTreeSet<Node> {
    let mut beside: BTreeMap<Node, Vec<Node>> = BTreeMap::new();
    for (from, to, _) in links {
        beside.entry(*from).or_default().push(*to);
        beside.entry(*to).or_default().push(*from);
    }
    let start = selected
        .map(Node::Task)
        .filter(|node| nodes.contains(node))
        .or_else(|| nodes.first().copied());
    let mut found = BTreeSet::new();
    let mut rest: std::collections::VecDeque<Node> = start.into_iter().collect();
    while let Some(node) = rest.pop_front() {
        if found.len() >= MOST {
            break;
        }
        if found.insert(node) {
            rest.extend(beside.get(&node).into_iter().flatten());
        }
    }
    found
}

fn describe(reading: &Reading<'_>, node: Node) -> Placed {
    let (label, glyph, state) = match node {
        Node::Task(task) => {
            let stand = reading.stand(task);
            let state = if stand.dead {
                "deadlocked"
            } else {
                stand.state
            };
            (reading.name(task), stand.glyph, state)
        }
        Node::Primitive(primitive) => {
            let glyph = reading
                .trace
                .primitive(primitive)
                .map_or("g-lock", |info| words::kind_glyph(info.kind));
            (words::primitive_name(reading.trace, primitive), glyph, "")
        }
        Node::Future(_) => ("future".into(), "g-future", ""),
    };
    Placed {
        node,
        label,
        glyph,
        state,
        row: 0,
        cyclic: false,
    }
}

/// For each node the cycle that it is in: equal for two nodes that can reach each other (Tarjan, without recursion).
fn components(count: usize, edges: &[Edge]) -> Vec<usize> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); count];
    for edge in edges {
        out[edge.from].push(edge.to);
    }
    let mut index = vec![usize::MAX; count];
    let mut low = vec![0; count];
    let mut component = vec![usize::MAX; count];
    let (mut next, mut found) = (0, 0);
    let mut open: Vec<usize> = Vec::new();
    for root in 0..count {
        if index[root] != usize::MAX {
            continue;
        }
        let mut path: Vec<(usize, usize)> = vec![(root, 0)];
        while let Some((node, edge)) = path.pop() {
            if edge == 0 {
                index[node] = next;
                low[node] = next;
                next += 1;
                open.push(node);
            }
            if let Some(&to) = out[node].get(edge) {
                path.push((node, edge + 1));
                if index[to] == usize::MAX {
                    path.push((to, 0));
                } else if component[to] == usize::MAX {
                    low[node] = low[node].min(index[to]);
                }
                continue;
            }
            if low[node] == index[node] {
                while let Some(member) = open.pop() {
                    component[member] = found;
                    if member == node {
                        break;
                    }
                }
                found += 1;
            }
            if let Some((parent, _)) = path.last() {
                low[*parent] = low[*parent].min(low[node]);
            }
        }
    }
    component
}

/// The row of each node. What a task waits for stands beside the first that does, and who holds that comes next below, so
/// that a cycle reads like a ladder: to the right, and back to the left one row below.
fn rows(things: &[bool], edges: &[Edge]) -> Vec<usize> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); things.len()];
    let mut is_reached = vec![false; things.len()];
    for edge in edges {
        out[edge.from].push(edge.to);
        is_reached[edge.to] = true;
    }
    let mut rows: Vec<Option<usize>> = vec![None; things.len()];
    let mut next = 0;
    let firsts = (0..things.len()).filter(|at| !is_reached[*at]);
    for start in firsts.chain(0..things.len()) {
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            if rows[at].is_some() {
                continue;
            }
            rows[at] = Some(next);
            let mut beside = next;
            let mut then = Vec::new();
            for to in &out[at] {
                then.push(*to);
                if !things[at] && things[*to] && rows[*to].is_none() {
                    rows[*to] = Some(beside);
                    beside += 1;
                    then.extend(&out[*to]);
                }
            }
            next = beside.max(next + 1);
            open.extend(then.into_iter().rev());
        }
    }
    rows.into_iter().map(Option::unwrap_or_default).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(from: usize, to: usize) -> Edge {
        Edge {
            from,
            to,
            holds: false,
            cyclic: false,
        }
    }

    #[test]
    fn cycles_are_found() {
        // 0 -> 1 -> 2 -> 1, 2 -> 3, 4 -> 3
        let edges = [edge(0, 1), edge(1, 2), edge(2, 1), edge(2, 3), edge(4, 3)];
        let component = components(5, &edges);
        assert_eq!(component[1], component[2]);
        assert_ne!(component[0], component[1]);
        assert_ne!(component[3], component[4]);
    }

    #[test]
    fn a_cycle_reads_like_a_ladder() {
        // Who waits for all; three tasks, each of which holds what the one before it waits for; one behind them.
        let things = [false, false, false, false, true, true, true, false];
        let edges = [
            edge(0, 1),
            edge(0, 2),
            edge(0, 3),
            edge(1, 4),
            edge(4, 2),
            edge(2, 5),
            edge(5, 3),
            edge(3, 6),
            edge(6, 1),
            edge(7, 4),
        ];
        assert_eq!(rows(&things, &edges), [0, 1, 2, 3, 1, 2, 3, 4]);
        // Two things at once stand below one another, and nobody beside the second.
        let edges = [edge(0, 2), edge(0, 3), edge(1, 3)];
        assert_eq!(rows(&[false, false, true, true], &edges), [0, 2, 0, 1]);
    }

    #[test]
    fn a_chain_of_shared_waits_does_not_explode() {
        // Each waits for both of the next two: the number of ways doubles at every step, the picture grows by one.
        let edges: Vec<Edge> = (0..100)
            .flat_map(|at| [edge(at, at + 1), edge(at, at + 2)])
            .collect();
        let mut rows = rows(&[false; 102], &edges);
        rows.sort_unstable();
        assert_eq!(rows, (0..102).collect::<Vec<_>>());
    }
}
