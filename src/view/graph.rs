//! Who awaits whom at the instant, as a directed graph.

use yew::{Callback, Html, classes, html};

use super::icon;
use super::seen::{Seen, look};
use crate::state::Action;
use crate::state::look::Move;
use crate::timeline::graph::{self as layout, Edge, Graph, Node, Placed};

/// The size of a node.
const WIDE: f64 = 98.0;
const HIGH: f64 = 24.0;
/// Room on the left for arrows from task to task.
const LEFT: f64 = 24.0;
/// From tasks to what they wait for.
const ACROSS: f64 = WIDE + 46.0;
/// From one row to the next.
const DOWN: f64 = 36.0;

/// The picture.
pub(super) fn graph(seen: &Seen, act: &Callback<Action>) -> Html {
    let graph = seen.read(|reading| layout::graph(reading, seen.selected));
    if graph.nodes.is_empty() {
        return html! { <p class="hint">{ "At this instant no task waits for another, or for something that another holds." }</p> };
    }
    let width = LEFT + ACROSS + WIDE + 2.0;
    let height = graph.rows() as f64 * DOWN;
    html! {
        <>
            <p class="q3 small">{ "Arrows lead from who waits to what it waits for; dashed ones from a lock to who holds it." }</p>
            <div class="gbox" style={format!("width:{width}px;height:{height}px")}>
                <svg width={width.to_string()} height={height.to_string()} aria-hidden="true">
                    { for graph.edges.iter().map(|edge| arrow(&graph, edge)) }
                </svg>
                { for graph.nodes.iter().map(|node| draw(node, seen, act)) }
            </div>
            { said(&graph) }
            if graph.left_out > 0 {
                <p class="hint">{ format!("{} more are not drawn: these are nearest to the selected task.", graph.left_out) }</p>
            }
        </>
    }
}

fn place(node: &Placed) -> (f64, f64) {
    let x = if node.is_thing() { LEFT + ACROSS } else { LEFT };
    (x, node.row as f64 * DOWN + 4.0)
}

fn arrow(graph: &Graph, edge: &Edge) -> Html {
    let (from, to) = (&graph.nodes[edge.from], &graph.nodes[edge.to]);
    let ((ax, ay), (bx, by)) = (place(from), place(to));
    // Who waits is above the middle and who holds below it, so that there and back are two arrows.
    let (y, w) = match edge.holds {
        false => (ay + HIGH * 0.35, by + HIGH * 0.35),
        true => (ay + HIGH * 0.7, by + HIGH * 0.7),
    };
    let path = match (from.is_thing(), to.is_thing()) {
        (false, true) => {
            let (x, z) = (ax + WIDE, bx - 1.0);
            format!("M{x} {y}C{} {y},{} {w},{z} {w}", x + 30.0, z - 30.0)
        }
        (true, false) => {
            let (x, z) = (ax, bx + WIDE + 1.0);
            format!("M{x} {y}C{} {y},{} {w},{z} {w}", x - 30.0, z + 30.0)
        }
        // Around the left side, the further the longer it is.
        _ => {
            let rows = from.row.abs_diff(to.row) as f64;
            let side = ax - (8.0 + 4.0 * rows).min(28.0);
            let z = bx - 1.0;
            format!("M{ax} {y}C{side} {y},{side} {w},{z} {w}")
        }
    };
    html! {
        <path d={path} fill="none" class={classes!("ge", edge.cyclic.then_some("cyclic"), edge.holds.then_some("holds"))}
            marker-end={if edge.cyclic { "url(#a-bad)" } else { "url(#a-wait)" }} />
    }
}

fn draw(node: &Placed, seen: &Seen, act: &Callback<Action>) -> Html {
    let (x, y) = place(node);
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
