//! Who awaits whom at the instant, as a directed graph.

use yew::{Callback, Html, classes, html};

use super::icon;
use super::seen::{Seen, look};
use crate::state::Action;
use crate::state::look::Move;
use crate::timeline::graph::{self as layout, Edge, Graph, Node, Placed};

const WIDE: f64 = 116.0;
const HIGH: f64 = 24.0;
const ACROSS: f64 = 172.0;
const DOWN: f64 = 36.0;

/// The picture.
pub(super) fn graph(seen: &Seen, act: &Callback<Action>) -> Html {
    let graph = seen.read(|reading| layout::graph(reading, seen.selected));
    if graph.nodes.is_empty() {
        return html! { <p class="hint">{ "At this instant no task waits for another, or for something that another holds." }</p> };
    }
    let width = graph.layers() as f64 * ACROSS - (ACROSS - WIDE) + 8.0;
    let height = graph.rows() as f64 * DOWN + 12.0;
    html! {
        <>
            <p class="q3 small">{ "An arrow leads from who waits to what it waits for; a dashed one from a lock to who holds it." }</p>
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
    (
        node.layer as f64 * ACROSS + 4.0,
        node.row as f64 * DOWN + 6.0,
    )
}

fn arrow(graph: &Graph, edge: &Edge) -> Html {
    let (from, to) = (&graph.nodes[edge.from], &graph.nodes[edge.to]);
    let ((ax, ay), (bx, by)) = (place(from), place(to));
    let (ay, by) = (ay + HIGH / 2.0, by + HIGH / 2.0);
    let path = if bx > ax {
        let (x, z) = (ax + WIDE, bx - 3.0);
        let bend = ((z - x) * 0.5).max(16.0);
        format!("M{x} {ay}C{} {ay},{} {by},{z} {by}", x + bend, z - bend)
    } else {
        // Back, or within a layer: around the left side.
        let z = bx + WIDE + 3.0;
        let x = ax + WIDE;
        let side = x.max(z) + 28.0;
        format!(
            "M{x} {}C{side} {},{side} {},{z} {}",
            ay + 4.0,
            ay + 4.0,
            by + 4.0,
            by + 4.0
        )
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
