//! The transport: step, play, where one is, zoom, and the scrubber.

use wasm_bindgen::prelude::*;
use web_sys::{HtmlCanvasElement, HtmlInputElement, HtmlSelectElement, InputEvent};
use yew::{
    Callback, Event, Html, Properties, TargetCast, classes, function_component, html, use_effect,
    use_effect_with, use_node_ref, use_state_eq,
};

use super::seen::look;
use super::{Send, icon, options};
use crate::canvas;
use crate::state::look::{Look, Move, SPEEDS, Shown, Stride};
use crate::state::{Action, Page, Run};
use crate::text;
use crate::timeline::scene::{self, Strip};
use crate::timeline::{Axis, Recording, Scale, words};

/// The transport.
pub(super) fn transport(page: &Page, send: &Send) -> Html {
    let has = page.has_trace();
    let act = &send.act;
    let button = |class: &'static str,
                  handle: &'static str,
                  picture: &'static str,
                  label: &'static str,
                  title: &'static str,
                  able: bool,
                  by: Move| {
        html! {
            <button type="button" class={classes!("tb", class)} data-testid={handle} aria-label={label} {title}
                disabled={!able} onclick={look(act, by)}>{ icon(picture) }</button>
        }
    };
    let back = has && page.look.moment.event > page.recording.trace().dropped();
    let forward = has && (!page.at_head() || page.is_paused());
    let step = |stride, forward| Move::Step { stride, forward };
    html! {
        <section class={classes!("tr", is_live(page).then_some("going"), page.is_paused().then_some("held"))} aria-label="Time travel">
            <div class="trow">
                <span class="tbs">
                    { button("x-turn", "turn-back", "i-turnb", "Back one turn of the loop",
                        "Back one turn of the loop (<)", back, step(Stride::Turn, false)) }
                    { button("", "step-back", "i-stepb", "Back one event", "Back one event (,)", back,
                        step(Stride::Event, false)) }
                    { play(page, send) }
                    { button("", "step-forward", "i-stepf", "Forward one event", "Forward one event (.)", forward,
                        step(Stride::Event, true)) }
                    { button("x-turn", "turn-forward", "i-turnf", "Forward one turn of the loop",
                        "Forward one turn of the loop (>)", forward, step(Stride::Turn, true)) }
                </span>
                { place(page) }
                { live(page, send) }
                { options::hold(page, send) }
                <span class="sp" />
                { axis(page, send) }
                if !is_live(page) { { speed(page, send) } }
                { zoom(page, send) }
            </div>
            <Scrubber recording={page.recording.clone()} look={page.look.clone()} ended={page.ended().is_some()}
                act={act.clone()} />
        </section>
    }
}

fn play(page: &Page, send: &Send) -> Html {
    let playing = page.look.playing.is_some();
    let able = page.has_trace() && (playing || page.ended().is_some() || !page.at_head());
    let (picture, label) = if playing {
        ("i-pause", "Stop playing")
    } else {
        ("i-play", "Play")
    };
    html! {
        <button type="button" class="tb play" data-testid="play" aria-label={label} title={format!("{label} (Space)")}
            disabled={!able} aria-pressed={playing.to_string()} onclick={send.ask(super::Ask::Play)}>
            { icon(picture) }
        </button>
    }
}

/// Where the visitor is: the instant, the event, the turn.
fn place(page: &Page) -> Html {
    if !page.has_trace() {
        return html! { <span class="clock quiet">{ words::clock(0) }</span> };
    }
    let at = page.look.moment;
    let last = page.recording.instant(page.recording.last());
    let turn = page.recording.state(at.event).turn;
    html! {
        <>
            <span class="clock" data-testid="instant">{ words::clock(at.time) }
                <small>{ format!("event {}", text::count(at.event)) }<i>{ format!(" of {}", text::count(last.event)) }</i></small>
            </span>
            <span class="where">
                <span class="x-of"><i>{ "of " }</i>{ words::clock(last.time) }</span>
                <span><i>{ "event " }</i>{ text::count(at.event) }<i>{ format!(" of {}", text::count(last.event)) }</i></span>
                <span class="x-turns"><i>{ "turn " }</i>{ text::count(turn) }</span>
            </span>
        </>
    }
}

fn is_live(page: &Page) -> bool {
    matches!(page.run, Run::Running { .. })
}

/// While a program runs: whether the head is followed.
fn live(page: &Page, send: &Send) -> Html {
    if !is_live(page) {
        return Html::default();
    }
    let follows = page.look.follows;
    html! {
        <button type="button" class="btn live" data-testid="follow" aria-pressed={follows.to_string()}
            title="Follow the running program (f)" onclick={look(&send.act, Move::Follow(!follows))}>
            <i class="dot" />{ "Live" }
        </button>
    }
}

fn axis(page: &Page, send: &Send) -> Html {
    let choice = |axis: Axis, word: &'static str, title: &'static str| {
        html! {
            <button type="button" role="radio" aria-checked={(page.look.axis == axis).to_string()} {title}
                data-axis={axis.name()} onclick={look(&send.act, Move::By(axis))}>{ word }</button>
        }
    };
    html! {
        <span class="seg axis" role="radiogroup" aria-label="Lanes are laid out by" data-testid="axis">
            { choice(Axis::Time, "Time", "By time: how long things took (o)") }
            { choice(Axis::Order, "Order", "By order: each event has the same width (o)") }
        </span>
    }
}

fn speed(page: &Page, send: &Send) -> Html {
    let onchange = {
        let act = send.act.clone();
        Callback::from(move |event: Event| {
            let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
            if let Ok(place) = chosen.parse() {
                act.emit(Action::Move(Move::Speed(place)));
            }
        })
    };
    let by_order = page.look.axis == Axis::Order;
    html! {
        <select class="btn speed x-speed" data-testid="speed" aria-label="Pace of play" title="How fast Play goes" {onchange}>
            { for SPEEDS.iter().enumerate().map(|(place, speed)| html! {
                <option value={place.to_string()} selected={place == page.look.speed}>
                    { if by_order { format!("{} events/s", speed.events) } else { format!("{}×", speed.name) } }
                </option>
            }) }
        </select>
    }
}

fn zoom(page: &Page, send: &Send) -> Html {
    let window = page.look.window(&page.recording);
    let width = match page.look.axis {
        Axis::Time => words::duration(window.span() as u64),
        Axis::Order => format!("{:.0} events", window.span()),
    };
    let by = |factor| {
        look(
            &send.act,
            Move::Zoom {
                factor,
                around: None,
            },
        )
    };
    let fits = page.look.shown == Shown::Whole
        || window.span() >= page.look.axis.whole(&page.recording.trace()).span() * 0.999;
    let has = page.has_trace();
    html! {
        <>
            <span class="seg zoom" role="group" aria-label="Zoom">
                <button type="button" aria-label="Zoom out" title="Zoom out (−)" disabled={!has || fits} onclick={by(2.0)}>{ "−" }</button>
                <span class="zw" title="How much of the run the lanes show">{ width }</span>
                <button type="button" aria-label="Zoom in" title="Zoom in (+)" disabled={!has} onclick={by(0.5)}>{ "+" }</button>
            </span>
            <button type="button" class="btn x-fit" data-testid="fit" aria-pressed={fits.to_string()} disabled={!has}
                title="Show the whole run (0)" onclick={look(&send.act, Move::Show(Shown::Whole))}>{ "Fit" }</button>
        </>
    }
}

#[derive(Properties, PartialEq)]
struct Props {
    recording: Recording,
    look: Look,
    ended: bool,
    act: Callback<Action>,
}

/// The whole run in a strip, which is a slider.
#[function_component]
fn Scrubber(props: &Props) -> Html {
    let input = use_node_ref();
    let plot = use_node_ref();
    let size = use_state_eq(|| (0.0_f64, 0.0_f64));
    let painter = yew::use_memo((), |()| canvas::Painter::default());
    // What a pointer's place means changes with every draw; the listeners stay.
    let scale = yew::use_mut_ref(|| None::<Scale>);
    {
        let (input, act) = (input.clone(), props.act.clone());
        let (setter, scale) = (size.setter(), scale.clone());
        use_effect_with((), move |()| {
            let tell = Closure::<dyn FnMut(String, f64, f64, f64, f64)>::new(
                move |kind: String, a: f64, b: f64, _, _| match kind.as_str() {
                    "size" => setter.set((a, b)),
                    "scrub" => {
                        if let Some(scale) = *scale.borrow() {
                            act.emit(Action::Move(Move::ToPosition(scale.position(a))));
                        }
                    }
                    _ => {}
                },
            );
            let off = input
                .cast::<HtmlInputElement>()
                .map(|input| canvas::attach_scrubber(&input, &tell));
            move || {
                if let Some(off) = off {
                    // It only takes listeners away.
                    let _ = off.call0(&JsValue::NULL);
                }
                drop(tell);
            }
        });
    }
    let whole = props.look.axis.whole(&props.recording.trace());
    {
        let (plot, size) = (plot.clone(), *size);
        let (recording, look) = (props.recording.clone(), props.look.clone());
        let (scale, ended) = (scale.clone(), props.ended);
        use_effect(move || {
            let now = Scale {
                window: whole,
                width: size.0.max(1.0),
            };
            *scale.borrow_mut() = Some(now);
            painter.soon(move || {
                if let Some(plot) = plot.cast::<HtmlCanvasElement>() {
                    paint(&plot, &recording, &look, now, size, ended);
                }
            });
        });
    }
    let at = props.look.moment;
    let first = props.recording.trace().dropped();
    let last = props.recording.last();
    let oninput = {
        let act = props.act.clone();
        Callback::from(move |event: InputEvent| {
            let value = event.target_unchecked_into::<HtmlInputElement>().value();
            if let Ok(event) = value.parse::<f64>() {
                act.emit(Action::Move(Move::To(event.max(0.0) as u64)));
            }
        })
    };
    html! {
        <div class="scr">
            <span class="lab">{ "Whole run" }</span>
            <div class="track">
                <canvas ref={plot} aria-hidden="true" />
                <input ref={input} type="range" data-testid="scrubber" aria-label="Instant of the run"
                    min={first.to_string()} max={last.to_string()} step="1" value={at.event.to_string()}
                    aria-valuetext={format!("{}, event {} of {}", words::clock(at.time), at.event, last)}
                    disabled={props.recording.is_empty()} {oninput} />
            </div>
        </div>
    }
}

/// How wide a stretch of the strip is, in pixels.
const STRETCH: f64 = 3.0;

fn paint(
    plot: &HtmlCanvasElement,
    recording: &Recording,
    look: &Look,
    scale: Scale,
    size: (f64, f64),
    ended: bool,
) {
    let (width, height) = size;
    if width <= 0.0 {
        return;
    }
    let loads = recording.loads(look.axis, scale, (width / STRETCH) as usize);
    let window = look.window(recording);
    let strip = Strip {
        loads: &loads,
        scale,
        height,
        now: look.axis.at(look.moment),
        window: (window.span() < scale.window.span() * 0.999).then_some(window),
        dead: look
            .dead
            .as_ref()
            .filter(|_| ended)
            .map(|dead| match look.axis {
                Axis::Time => dead.time as f64,
                Axis::Order => dead.from as f64,
            }),
        touch: look.size.phone,
    };
    canvas::paint(plot, width, height, &scene::strip(&strip));
}
