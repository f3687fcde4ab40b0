//! Who awaits whom at the instant, as a directed graph.

use yew::{Callback, Html, classes, html};

use super::icon;
use super::seen::{Seen, look};
use crate::state::Action;
use crate::state::look::Move;
use crate::timeline::graph::{self as layout, Edge, Graph, Node, Placed};

const WIDE: f64 = 112.0;
const HIGH: f64 = 24.0;
/// From one node to the next beside and below it.
const ACROSS: f64 = 128.0;
const DOWN: f64 = 32.0;
/// Between layers.
const GAP: f64 = 26.0;
/// So many stand side by side: what fits into a panel.
const COLUMNS: usize = 2;

/// The picture.
pub(super) fn graph(seen: &Seen, act: &Callback<Action>) -> Html {
    let graph = seen.read(|reading| layout::graph(reading, seen.selected));
    if graph.nodes.is_empty() {
        return html! { <p class="hint">{ "At this instant no task waits for another, or for something that another holds." }</p> };
    }
    let tops = tops(&graph);
    let width = ACROSS * COLUMNS as f64 + 8.0;
    let height = tops.last().copied().unwrap_or(0.0) + 4.0;
    html! {
        <>
            <p class="q3 small">{ "Arrows lead from who waits to what it waits for; dashed ones from a lock to who holds it." }</p>
            <div class="gbox" style={format!("width:{width}px;height:{height}px")}>
                <svg width={width.to_string()} height={height.to_string()} aria-hidden="true">
                    { for graph.edges.iter().map(|edge| arrow(&graph, &tops, edge)) }
                </svg>
                { for graph.nodes.iter().map(|node| draw(node, &tops, seen, act)) }
            </div>
            { said(&graph) }
            if graph.left_out > 0 {
                <p class="hint">{ format!("{} more are not drawn: these are nearest to the selected task.", graph.left_out) }</p>
            }
        </>
    }
}

/// Where each layer begins, from the top, and where the last one ends.
fn tops(graph: &Graph) -> Vec<f64> {
    let mut lines = vec![0_usize; graph.layers()];
    for node in &graph.nodes {
        lines[node.layer] = lines[node.layer].max(node.row / COLUMNS + 1);
    }
    let mut tops = vec![4.0];
    for lines in lines {
        let top = tops.last().copied().unwrap_or(0.0);
        tops.push(top + lines as f64 * DOWN + GAP);
    }
    tops
}

fn place(node: &Placed, tops: &[f64]) -> (f64, f64) {
    (
        (node.row % COLUMNS) as f64 * ACROSS + 4.0,
        tops[node.layer] + (node.row / COLUMNS) as f64 * DOWN,
    )
}

fn arrow(graph: &Graph, tops: &[f64], edge: &Edge) -> Html {
    let (from, to) = (&graph.nodes[edge.from], &graph.nodes[edge.to]);
    let ((ax, ay), (bx, by)) = (place(from, tops), place(to, tops));
    let path = if to.layer > from.layer {
        let (x, z) = (ax + WIDE / 2.0, bx + WIDE / 2.0);
        let (y, w) = (ay + HIGH, by - 2.0);
        let bend = ((w - y) * 0.5).max(12.0);
        format!("M{x} {y}C{x} {},{z} {},{z} {w}", y + bend, w - bend)
    } else {
        // Back up, or within a layer: around the right side.
        let (x, z) = (ax + WIDE, bx + WIDE + 2.0);
        let (y, w) = (ay + HIGH / 2.0, by + HIGH / 2.0);
        let side = x.max(z) + 18.0;
        format!("M{x} {y}C{side} {y},{side} {w},{z} {w}")
    };
    html! {
        <path d={path} fill="none" class={classes!("ge", edge.cyclic.then_some("cyclic"), edge.holds.then_some("holds"))}
            marker-end={if edge.cyclic { "url(#a-bad)" } else { "url(#a-wait)" }} />
    }
}

fn draw(node: &Placed, tops: &[f64], seen: &Seen, act: &Callback<Action>) -> Html {
    let (x, y) = place(node, tops);
    let style = format!("left:{x}px;top:{y}px;width:{WIDE}px;height:{HIGH}px");
    let picked = matches!(node.node, Node::Task(task) if seen.selected == Some(task));
    let class = classes!(
        "gn",
        node.cyclic.then_some("cyclic"),
        picked.then_some("picked")
    );
    let inside = html! {
        <><span class={classes!("st", format!("s-{}", node.state))}>{ icon(node.glyph) }</span><span>{ node.label.clone() }</span></>
    };
    match node.node {
        Node::Task(task) => html! {
            <button type="button" {class} {style} title={node.label.clone()}
                onclick={look(act, Move::Select(Some(task)))}>{ inside }</button>
        },
        Node::Primitive(_) | Node::Future(_) => html! {
            <span class={classes!(class, "thing")} {style} title={node.label.clone()}>{ inside }</span>
        },
    }
}

/// The same in words, for whoever cannot see arrows.
fn said(graph: &Graph) -> Html {
    html! {
        <ul class="vh">
            { for graph.edges.iter().map(|edge| {
                let (from, to) = (&graph.nodes[edge.from].label, &graph.nodes[edge.to].label);
                let how = if edge.holds { "is held by" } else { "waits for" };
                let cycle = if edge.cyclic { ", in a cycle" } else { "" };
                html! { <li>{ format!("{from} {how} {to}{cycle}") }</li> }
            }) }
        </ul>
    }
}
