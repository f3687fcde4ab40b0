//! The selected task: what it does, where it stands, how it came there.

use coroscope_model::trace::Settled;
use yew::{Callback, Html, Properties, classes, function_component, html};

use super::graph::graph;
use super::icon;
use super::seen::{Seen, line_link, look, sentence, state_icon, task_link, time_link, to};
use crate::state::Action;
use crate::state::look::{Move, Reader};
use crate::text;
use crate::timeline::inspect::{Frame, Inspection, Split, inspect};
use crate::timeline::words::{Reading, clock, duration};

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub seen: Seen,
    pub reader: Reader,
    pub act: Callback<Action>,
}

/// The panel.
#[function_component]
pub(super) fn Inspector(props: &Props) -> Html {
    let tab = |reader: Reader, word: &'static str| {
        html! {
            <button type="button" role="tab" aria-selected={(props.reader == reader).to_string()}
                onclick={look(&props.act, Move::Read(reader))}>{ word }</button>
        }
    };
    let body = match (props.seen.selected, props.reader) {
        _ if props.seen.is_empty() => html! {
            <p class="hint">{ "Select a task to see where it stands, what it waits for, and what woke it." }</p>
        },
        (_, Reader::Graph) => graph(&props.seen, &props.act),
        (None, Reader::Task) => {
            html! { <p class="hint">{ "Select a task in the timeline, or a chip in the program." }</p> }
        }
        (Some(task), Reader::Task) => props.seen.read(|reading| {
            let found = inspect(&props.seen.recording, reading, task);
            draw(&found, reading, props)
        }),
    };
    html! {
        <section class="pane pt p-task" data-testid="inspector" aria-label="Selected task">
            <div class="ph">
                <span class="mini" role="tablist" aria-label="What is shown">
                    { tab(Reader::Task, "Task") }{ tab(Reader::Graph, "Await graph") }
                </span>
                { head(props) }
            </div>
            <div class="pb scroll">{ body }</div>
        </section>
    }
}

/// While the program runs, the task can be cancelled.
fn head(props: &Props) -> Html {
    let Some(task) = props
        .seen
        .selected
        .filter(|_| props.seen.running && props.reader == Reader::Task)
    else {
        return Html::default();
    };
    let over = props
        .seen
        .recording
        .with_lane(task, |lane| lane.ended.is_some())
        .unwrap_or(true);
    html! {
        <button type="button" class="tool cancel" data-testid="cancel-task" disabled={over}
            title="Calls task.cancel() in the running program, before its next step"
            onclick={to(&props.act, Action::CancelTask(task))}>{ icon("g-cancelled") }{ "Cancel it" }</button>
    }
}

fn draw(found: &Inspection, reading: &Reading<'_>, props: &Props) -> Html {
    let act = &props.act;
    let state = if found.stand.dead {
        "deadlocked"
    } else {
        found.stand.state
    };
    html! {
        <>
            <div class="who">
                { state_icon(found.stand.glyph, state) }
                <h3 class="m">{ found.name.clone() }</h3>
                <span class="tag">{ state }</span>
            </div>
            <p class="say">{ sentence(reading, &found.say, act) }</p>
            { end(found, act) }
            { stack(&found.stack, act) }
            { time(found, reading) }
            { cancellation(found, reading, act) }
            { identity(found, reading, act) }
        </>
    }
}

fn end(found: &Inspection, act: &Callback<Action>) -> Html {
    let Some((how, text, line)) = &found.end else {
        return Html::default();
    };
    let title = match how {
        Settled::Value => "Result",
        Settled::Error => "Exception",
        Settled::Cancelled => "Cancelled",
    };
    if text.is_empty() && line.is_none() {
        return Html::default();
    }
    html! {
        <div class="sec">
            <h4>{ title }<span class="r">{ line.map(|line| line_link(line, act)).unwrap_or_default() }</span></h4>
            <p class={classes!("m", "value", (*how == Settled::Error).then_some("bad"))}>{ text.clone() }</p>
        </div>
    }
}

fn stack(frames: &[Frame], act: &Callback<Action>) -> Html {
    if frames.is_empty() {
        return Html::default();
    }
    html! {
        <div class="sec">
            <h4>{ "Await stack" }<span class="r">{ "outermost first" }</span></h4>
            <ol>
                { for frames.iter().map(|frame| html! {
                    <li class={classes!("fr", frame.leaf.then_some("leaf"), frame.line.is_none().then_some("lib"))}>
                        <span class="m">{ frame.name.clone() }</span>
                        { match frame.line {
                            Some(line) => line_link(line, act),
                            None => html! { <span class="q3">{ "library" }</span> },
                        } }
                    </li>
                }) }
            </ol>
        </div>
    }
}

fn time(found: &Inspection, reading: &Reading<'_>) -> Html {
    let Split {
        busy,
        ready,
        waiting,
        steps,
        wakeups,
    } = found.split;
    if found.stand.state == "unborn" {
        return Html::default();
    }
    let life = (busy + ready + waiting).max(1) as f64;
    let part = |of: u64| format!("{:.3}%", of as f64 / life * 100.0);
    let virtual_clock = reading.trace.clock() == coroscope_model::protocol::Clock::Virtual;
    let figure = |class: &'static str, name: &'static str, value: String| {
        html! { <div><dt>if !class.is_empty() { <i class={class} /> }{ name }</dt><dd>{ value }</dd></div> }
    };
    html! {
        <div class="sec">
            <h4>{ "Time since created" }<span class="r">{ duration(reading.since(found.created)) }</span></h4>
            <div class="split" role="img" aria-label={format!("busy {}, ready {}, waiting {}", duration(busy), duration(ready), duration(waiting))}>
                <i class="b-run" style={format!("width:{}", part(busy))} />
                <i class="b-rdy" style={format!("width:{}", part(ready))} />
                <i class="b-wait" style={format!("width:{}", part(waiting))} />
            </div>
            <dl class="kv">
                { figure("b-run", "busy", duration(busy)) }
                { figure("b-rdy", "ready", duration(ready)) }
                { figure("b-wait", "waiting", duration(waiting)) }
                { figure("", "steps", text::count(u64::from(steps))) }
                { figure("", "wake-ups", text::count(u64::from(wakeups))) }
            </dl>
            if virtual_clock { <p class="q3 small">{ "Busy is real time; with the virtual clock steps take no loop time." }</p> }
        </div>
    }
}

fn cancellation(found: &Inspection, reading: &Reading<'_>, act: &Callback<Action>) -> Html {
    if found.cancellation.is_empty() {
        return Html::default();
    }
    let count = match found.cancellations {
        1 => String::new(),
        more => format!("last of {more}"),
    };
    html! {
        <div class="sec">
            <h4>{ "Cancellation" }<span class="r">{ count }</span></h4>
            <ol class="chain">
                { for found.cancellation.iter().map(|past| html! {
                    <li>
                        { time_link(past.event, past.time, act) }
                        <span class="st s-cancelled">{ icon(past.glyph) }</span>
                        <span>{ sentence(reading, &past.say, act) }</span>
                    </li>
                }) }
            </ol>
        </div>
    }
}

fn identity(found: &Inspection, reading: &Reading<'_>, act: &Callback<Action>) -> Html {
    html! {
        <div class="sec">
            <h4>{ "Where it comes from" }</h4>
            <dl class="meta">
                <dt>{ "Created" }</dt>
                <dd>{ "at " }{ clock(found.created) }
                    { found.created_line.map(|line| html! { <>{ " on " }{ line_link(line, act) }</> }).unwrap_or_default() }
                    { found.by.map(|by| html! { <>{ " by " }{ task_link(reading, by, act) }</> }).unwrap_or_default() }
                </dd>
                if !found.coroutine.is_empty() {
                    <dt>{ "Coroutine" }</dt>
                    <dd><code>{ found.coroutine.clone() }</code>
                        { found.coroutine_line.map(|line| html! { <>{ ", " }{ line_link(line, act) }</> }).unwrap_or_default() }
                    </dd>
                }
                if !found.awaited_by.is_empty() {
                    <dt>{ "Awaited by" }</dt>
                    <dd>{ for found.awaited_by.iter().take(6).enumerate().map(|(at, task)| html! {
                        <>{ if at > 0 { ", " } else { "" } }{ task_link(reading, *task, act) }</>
                    }) }
                    { if found.awaited_by.len() > 6 { format!(" and {} more", found.awaited_by.len() - 6) } else { String::new() } }
                    </dd>
                }
            </dl>
        </div>
    }
}
