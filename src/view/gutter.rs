//! The names beside the lanes, which are also a table of states at the instant.

use std::rc::Rc;

use coroscope_model::trace::{PrimitiveKind, TaskNo};
use yew::{Callback, Html, Properties, classes, function_component, html};

use super::icon;
use super::seen::{Seen, look};
use crate::state::Action;
use crate::state::look::Move;
use crate::text;
use crate::timeline::rows::{Layout, Row, RowKind};
use crate::timeline::words::{Reading, clock, kind_glyph, primitive_name};

/// Up to so many rows are there even when they are out of sight.
const ALL: usize = 300;

/// What the names depend on: not on the stretch that is shown, which is what moves most.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub seen: Seen,
    pub layout: Laid,
    /// How far the lanes are scrolled.
    pub scroll: f64,
    /// How high their pane is.
    pub height: f64,
    pub act: Callback<Action>,
}

/// Where the rows are; the same if it is the same one, since it is made anew only when that changes it.
#[derive(Clone)]
pub(super) struct Laid(pub Rc<Layout>);

impl PartialEq for Laid {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// The names.
#[function_component]
pub(super) fn Gutter(props: &Props) -> Html {
    let Props {
        seen, height, act, ..
    } = props;
    if seen.is_empty() {
        return html! { <div class="rows" /> };
    }
    let layout = &*props.layout.0;
    let scroll = props.scroll.min(layout.scroll_limit(*height));
    let foot_top = layout.foot_top(scroll, *height);
    let rows = if layout.body.len() <= ALL {
        &layout.body[..]
    } else {
        layout.visible(scroll, *height)
    };
    seen.read(|reading| {
        html! {
            <div class="rows">
                { head(reading, layout) }
                <div class="body" style={format!("top:{}px;height:{}px", layout.head_height(),
                    (foot_top - layout.head_height()).max(0.0))}>
                    <div style={format!("transform:translateY({}px)", -scroll)}>
                        { for rows.iter().map(|row| task_row(reading, seen.selected, row, act)) }
                    </div>
                </div>
                <div class="foot" style={format!("top:{foot_top}px;height:{}px", layout.foot_height)}>
                    { for layout.foot.iter().map(|row| foot_row(reading, row)) }
                </div>
            </div>
        }
    })
}

fn head(reading: &Reading<'_>, layout: &Layout) -> Html {
    let metrics = layout.metrics;
    let style = format!("top:{}px;height:{}px", metrics.ruler, metrics.event_loop);
    let says = match (&reading.state.running.is_empty(), reading.state.idle) {
        (false, _) => format!("turn {}", text::count(reading.state.turn)),
        (true, Some(Some(until))) => format!("idle until {}", clock(until)),
        (true, Some(None))
            if reading
                .dead
                .is_some_and(|dead| reading.moment.event >= dead.from) =>
        {
            "stands still".into()
        }
        (true, Some(None)) => "waits for the outside".into(),
        (true, None) => format!("turn {}", text::count(reading.state.turn)),
    };
    html! {
        <div class="lrow sys" {style}>
            { icon("g-loop") }<span class="nm">{ "Event loop" }</span>
            <span class="wt">{ says }</span><span class="at" />
        </div>
    }
}

fn task_row(
    reading: &Reading<'_>,
    selected: Option<TaskNo>,
    row: &Row,
    act: &Callback<Action>,
) -> Html {
    let style = format!(
        "top:{}px;height:{}px;--deep:{}",
        row.y, row.height, row.depth
    );
    let tree = [(row.depth > 0).then_some("kid"), row.last.then_some("last")];
    let task = match row.kind {
        RowKind::Task { task, .. } => task,
        RowKind::Ended { under, count } => {
            return html! {
                <button type="button" class={classes!("lrow", "fin", "more", tree[0], tree[1])} {style} key={format!("e{under:?}")}
                    tabindex="-1" title="Show them" onclick={look(act, Move::Ended(under))}>
                    { icon("g-next") }<span class="nm">{ format!("{} finished before this view", text::count(count as u64)) }</span>
                </button>
            };
        }
        RowKind::Primitive { .. } | RowKind::Output => return Html::default(),
    };
    let stand = reading.stand(task);
    let picked = selected == Some(task);
    let name = reading.name(task);
    let over = matches!(stand.state, "done" | "cancelled" | "raised" | "unborn");
    let strong = matches!(stand.state, "running" | "ready");
    let library = reading.library_coroutine(task);
    // What leaves no room for a word beside it, and may be wider than the gutter in some systems' fonts.
    let long = library
        .as_ref()
        .is_some_and(|coroutine| name.len() + short_name(coroutine).len() > 20);
    let title = match &library {
        Some(coroutine) => format!("{name}, asyncio’s own {coroutine}: {}", stand.short),
        None => format!("{name}: {}", stand.short),
    };
    html! {
        <div class={classes!("rw", tree[0], tree[1])} {style} key={task.to_string()}>
            <button type="button" data-testid="task-row" data-task={task.to_string()} data-task-name={name.clone()}
                data-task-state={stand.state} data-dead={stand.dead.then_some("true")} {title}
                class={classes!("lrow", library.is_some().then_some("lib"), long.then_some("long"), picked.then_some("picked"), over.then_some("fin"), (stand.state == "unborn").then_some("unborn"))}
                aria-pressed={picked.to_string()} tabindex={if picked { "0" } else { "-1" }}
                onclick={look(act, Move::Select(Some(task)))}>
                <span class={classes!("st", if stand.dead { "s-deadlocked".to_owned() } else { format!("s-{}", stand.state) })}>
                    { icon(stand.glyph) }
                </span>
                <span class="nm">{ name }{ library.map(|coroutine| html! { <small>{ format!(" {}", short_name(&coroutine)) }</small> }).unwrap_or_default() }</span>
                <span class={classes!("wt", strong.then_some("em"))}>{ stand.short }</span>
                <span class="at">{ stand.line.map(|line| format!(":{line}")).unwrap_or_default() }</span>
            </button>
            if row.under > 0 {
                <button type="button" class={classes!("fold", row.folded.then_some("shut"))} tabindex="-1"
                    data-own-pointer="" aria-label={if row.folded { "Show its children" } else { "Fold its children away" }}
                    aria-expanded={(!row.folded).to_string()}
                    title={format!("{} under it", text::counted(row.under as u64, "task", "tasks"))}
                    onclick={look(act, Move::Fold(task))}>
                    { icon("g-down") }
                    if row.folded { <span>{ text::count(row.under as u64) }</span> }
                </button>
            }
        </div>
    }
}

/// A coroutine's name without its class.
fn short_name(coroutine: &str) -> &str {
    coroutine.rsplit('.').next().unwrap_or_default()
}

fn foot_row(reading: &Reading<'_>, row: &Row) -> Html {
    let style = format!("top:{}px;height:{}px", row.y, row.height);
    match row.kind {
        RowKind::Primitive { primitive, .. } => {
            let kind = reading
                .trace
                .primitive(primitive)
                .map_or(PrimitiveKind::Lock, |info| info.kind);
            html! {
                <div class="lrow res" {style} key={format!("p{primitive}")}>
                    { icon(kind_glyph(kind)) }
                    <span class="nm">{ primitive_name(reading.trace, primitive) }</span>
                    <span class="wt">{ level(reading, primitive) }</span>
                </div>
            }
        }
        _ => html! {
            <div class="lrow res" {style} key="output">
                { icon("g-input") }<span class="nm sans">{ "Output" }</span>
            </div>
        },
    }
}

/// A primitive's level, in a few words.
pub(super) fn level(reading: &Reading<'_>, primitive: u32) -> String {
    let Some(state) = reading.state.primitives.get(&primitive) else {
        return "not yet".into();
    };
    let Some(info) = reading.trace.primitive(primitive) else {
        return String::new();
    };
    let waiting = state.waiters.len().max(state.waiting as usize);
    match info.kind {
        PrimitiveKind::Lock => match state.holders.first() {
            Some(holder) => format!("held by {}", reading.name(*holder)),
            None if state.value > 0 => "held".into(),
            None => "free".into(),
        },
        PrimitiveKind::Event => if state.value > 0 { "set" } else { "not set" }.into(),
        PrimitiveKind::Semaphore if info.limit > 0 => {
            format!("{} of {} left", state.value, info.limit)
        }
        PrimitiveKind::Semaphore => format!("{} left", state.value),
        PrimitiveKind::Barrier => format!("{} of {} arrived", state.value, info.limit),
        PrimitiveKind::Condition => format!("{waiting} wait"),
        PrimitiveKind::Queue if info.limit > 0 && state.value >= info.limit => {
            format!("{} of {}, full", state.value, info.limit)
        }
        PrimitiveKind::Queue if info.limit > 0 => format!("{} of {}", state.value, info.limit),
        PrimitiveKind::Queue if state.value == 0 => "empty".into(),
        PrimitiveKind::Queue => text::counted(state.value, "item", "items"),
    }
}
