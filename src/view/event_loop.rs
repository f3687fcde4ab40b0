//! The event loop at an instant: what runs, what is ready, which timers are set, who holds what.

use std::collections::BTreeSet;

use coroscope_model::trace::{
    Cause, PrimitiveKind, ReadyItem, ReadyWhat, Running, TaskNo, TextId, TimerState,
};
use yew::{
    Callback, Html, Properties, UseStateHandle, classes, function_component, html, use_state,
};

use super::gutter::level;
use super::icon;
use super::seen::{Seen, look};
use crate::state::Action;
use crate::state::look::Move;
use crate::text;
use crate::timeline::words::{Reading, clock, duration, kind_glyph, primitive_name};

/// Longer lists are cut, unless the visitor asks for more: each row is drawn anew at every instant, and a panel has room
/// for few.
const FEW: usize = 8;
/// What is beyond this is only counted.
const MOST: usize = 200;

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub seen: Seen,
    pub act: Callback<Action>,
}

/// The panel.
#[function_component]
pub(super) fn EventLoop(props: &Props) -> Html {
    let open = use_state(BTreeSet::<&'static str>::new);
    let props = &Lists {
        seen: &props.seen,
        act: &props.act,
        open,
    };
    let body = if props.seen.is_empty() {
        html! { <p class="hint">{ "The ready queue and the timers, in order, at any instant." }</p> }
    } else {
        props.seen.read(|reading| {
            html! {
                <>
                    { running(reading, props) }
                    { ready(reading, props) }
                    { timers(reading, props) }
                    { primitives(reading, props) }
                    { futures(reading, props) }
                </>
            }
        })
    };
    let turn = props.seen.read(|reading| reading.state.turn);
    html! {
        <section class="pane pt p-loop" aria-label="Event loop">
            <div class="ph"><h2>{ "Event loop" }</h2>
                <span class="r">{ if turn > 0 { format!("turn {}", text::count(turn)) } else { String::new() } }</span>
            </div>
            <div class="pb scroll">{ body }</div>
        </section>
    }
}

/// What the lists share.
struct Lists<'a> {
    seen: &'a Seen,
    act: &'a Callback<Action>,
    /// Those of which the visitor wants to see more.
    open: UseStateHandle<BTreeSet<&'static str>>,
}

/// A line of a list.
struct Item {
    first: Html,
    name: String,
    more: String,
    right: String,
    /// What is said of the right side when one points at it.
    title: Option<String>,
    class: Option<&'static str>,
    task: Option<TaskNo>,
}

fn list(
    handle: &'static str,
    title: &'static str,
    right: String,
    none: &'static str,
    items: impl ExactSizeIterator<Item = Item>,
    props: &Lists<'_>,
) -> Html {
    let count = items.len();
    let is_open = props.open.contains(handle);
    let shown = if is_open { MOST } else { FEW };
    let selected = props.seen.selected;
    let draw = |item: Item| {
        let picked = item.task.is_some() && item.task == selected;
        let class = classes!("one", item.class, picked.then_some("cur"));
        let inside = html! {
            <>
                <span class="n">{ item.first }</span>
                <span class="tx"><span class="nm">{ item.name }</span>{ " " }<span class="q3">{ item.more }</span></span>
                <span class="rt" title={item.title}>{ item.right }</span>
            </>
        };
        match item.task {
            Some(task) => html! {
                <li><button type="button" {class} onclick={look(props.act, Move::Select(Some(task)))}>{ inside }</button></li>
            },
            None => html! { <li><div {class}>{ inside }</div></li> },
        }
    };
    html! {
        <div class="sec">
            <h4>{ title }<span class="r">{ right }</span></h4>
            <ol class="q" data-testid={handle}>
                { for items.take(shown).map(draw) }
                if count == 0 { <li class="none">{ none }</li> }
                { rest(handle, count, is_open, props) }
            </ol>
        </div>
    }
}

/// What a list does not show, and what shows more or less of it.
fn rest(handle: &'static str, count: usize, is_open: bool, props: &Lists<'_>) -> Html {
    if count <= FEW {
        return Html::default();
    }
    let onclick = {
        let open = props.open.clone();
        Callback::from(move |_| {
            let mut now = (*open).clone();
            if !now.remove(handle) {
                now.insert(handle);
            }
            open.set(now);
        })
    };
    let hidden = |shown: usize| text::count((count - shown.min(count)) as u64);
    let (beyond, word) = match is_open {
        true if count > MOST => (format!("and {} more", hidden(MOST)), "Show fewer"),
        true => (String::new(), "Show fewer"),
        false => (format!("and {} more", hidden(FEW)), "Show more"),
    };
    html! {
        <li class="none">{ beyond }{ " " }
            <button type="button" class="lk" aria-expanded={is_open.to_string()} {onclick}>{ word }</button>
        </li>
    }
}

/// A callback's name without what wraps it.
fn call(reading: &Reading<'_>, what: TextId) -> String {
    let text = reading.trace.text(what);
    if text.is_empty() {
        "callback".into()
    } else {
        text.to_owned()
    }
}

fn running(reading: &Reading<'_>, props: &Lists<'_>) -> Html {
    let items = reading.state.running.iter().map(|(running, since)| {
        let (name, more, task) = match running {
            Running::Task(task) => {
                let line = reading
                    .stand(*task)
                    .line
                    .map(|line| format!(":{line}"))
                    .unwrap_or_default();
                (reading.name(*task), line, Some(*task))
            }
            Running::Handle(_, what) => (call(reading, *what), "callback".into(), None),
        };
        let ran = reading.since(since.time);
        Item {
            first: html! { <span class="st s-running">{ icon("g-running") }</span> },
            name,
            more,
            right: if ran > 0 {
                duration(ran)
            } else {
                String::new()
            },
            title: None,
            class: Some("now1"),
            task,
        }
    });
    let none = match reading.state.idle {
        Some(Some(_)) => "nothing: the loop waits for its first timer",
        Some(None)
            if reading
                .dead
                .is_some_and(|dead| reading.moment.event >= dead.from) =>
        {
            "nothing, and nothing ever will"
        }
        Some(None) => "nothing: the loop waits for something from outside",
        None => "nothing at this instant",
    };
    list("running", "Running", String::new(), none, items, props)
}

fn ready(reading: &Reading<'_>, props: &Lists<'_>) -> Html {
    let items = reading.state.ready.iter().enumerate();
    let items = items.map(|(at, item)| ready_item(reading, at, item));
    let count = match items.len() {
        0 => String::new(),
        count => format!("{} in order", text::count(count as u64)),
    };
    list("ready-queue", "Ready queue", count, "empty", items, props)
}

fn ready_item(reading: &Reading<'_>, at: usize, item: &ReadyItem) -> Item {
    let by = |by: Option<TaskNo>| match by {
        Some(by) => format!("woken by {}", reading.name(by)),
        None => "woken by the loop".into(),
    };
    let (name, more, task) = match item.what {
        ReadyWhat::Task(task, cause) => {
            let why = match cause {
                Cause::Start => "new".into(),
                Cause::Yield => "gave way".into(),
                Cause::Throw => "an exception for it".into(),
                Cause::Woken(_) => by(item.by),
            };
            (reading.name(task), why, Some(task))
        }
        ReadyWhat::Handle(_, what) => (call(reading, what), "call_soon".into(), None),
        ReadyWhat::Timer(_, what) => (call(reading, what), "timer fired".into(), None),
        ReadyWhat::Callback(_, _, what) => (call(reading, what), "done callback".into(), None),
    };
    let since = reading.since(item.since.time);
    Item {
        first: Html::from((at + 1).to_string()),
        name,
        more,
        right: if since > 0 {
            duration(since)
        } else {
            String::new()
        },
        title: None,
        class: None,
        task,
    }
}

fn timers(reading: &Reading<'_>, props: &Lists<'_>) -> Html {
    let items = reading.state.timers.iter().enumerate();
    let items = items.map(|(at, timer)| timer_item(reading, at, timer));
    let count = match items.len() {
        0 => String::new(),
        count => format!("{}, the next one first", text::count(count as u64)),
    };
    list("timers", "Timers", count, "none is set", items, props)
}

fn timer_item(reading: &Reading<'_>, at: usize, timer: &TimerState) -> Item {
    let what = reading.trace.text(timer.what);
    let what = if what.contains("set_result_unless_cancelled") {
        "sleep".to_owned()
    } else if what.contains("_on_timeout") {
        "timeout".to_owned()
    } else {
        call(reading, timer.what)
    };
    let right = if timer.when >= reading.moment.time {
        format!("in {}", duration(timer.when - reading.moment.time))
    } else {
        format!("{} late", duration(reading.moment.time - timer.when))
    };
    let title = format!("Due at {}", clock(timer.when));
    let (name, more) = match timer.by {
        Some(by) => (reading.name(by), what),
        None => (what, String::new()),
    };
    Item {
        first: Html::from((at + 1).to_string()),
        name,
        more,
        right,
        title: Some(title),
        class: None,
        task: timer.by,
    }
}

fn primitives(reading: &Reading<'_>, props: &Lists<'_>) -> Html {
    if reading.state.primitives.is_empty() {
        return Html::default();
    }
    let items = reading.state.primitives.iter().map(|(primitive, state)| {
        let kind = reading
            .trace
            .primitive(*primitive)
            .map_or(PrimitiveKind::Lock, |info| info.kind);
        let waiting = state.waiters.len().max(state.waiting as usize);
        Item {
            first: html! { <span class="st s-waiting">{ icon(kind_glyph(kind)) }</span> },
            name: primitive_name(reading.trace, *primitive),
            more: level(reading, *primitive),
            right: match waiting {
                0 => String::new(),
                1 => "1 waits".into(),
                more => format!("{} wait", text::count(more as u64)),
            },
            title: None,
            class: None,
            task: state.holders.first().copied(),
        }
    });
    list(
        "primitives",
        "Locks, queues, events",
        String::new(),
        "none",
        items,
        props,
    )
}

fn futures(reading: &Reading<'_>, props: &Lists<'_>) -> Html {
    let futures = &reading.state.futures;
    if futures.is_empty() {
        return Html::default();
    }
    let items = futures.iter().map(|(future, state)| Item {
        first: html! { <span class="st s-waiting">{ icon("g-future") }</span> },
        name: format!("future {future}"),
        more: state
            .by
            .map(|by| format!("made by {}", reading.name(by)))
            .unwrap_or_default(),
        right: match state.settled {
            Some(_) => "done".into(),
            None => duration(reading.since(state.since.time)),
        },
        title: None,
        class: None,
        task: state.by,
    });
    list(
        "futures",
        "Pending futures",
        text::count(futures.len() as u64),
        "none",
        items,
        props,
    )
}
