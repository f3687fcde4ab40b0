//! The lanes: names beside them, the canvas, and what pointers do over it.

use std::rc::Rc;

use coroscope_model::protocol::Clock;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlCanvasElement};
use yew::{
    Callback, Html, Properties, UseStateSetter, classes, function_component, html, use_effect,
    use_effect_with, use_memo, use_mut_ref, use_node_ref, use_state_eq,
};

use super::gutter::gutter;
use super::seen::look;
use super::table::table;
use super::{Send, about, legend};
use crate::canvas;
use crate::state::look::{Look, Move, Size};
use crate::state::{Action, Page};
use crate::timeline::rows::Layout;
use crate::timeline::scene::{self, View};
use crate::timeline::{Recording, Scale, hover};

/// The pane of the lanes; before the first run, what one sees here.
pub(super) fn pane(page: &Page, layout: &Rc<Layout>, send: &Send) -> Html {
    let has = page.has_trace();
    html! {
        <section class={classes!("tl", "pt", (!has).then_some("blank"))} data-testid="timeline" aria-label="Timeline">
            if !has { { about::empty(page, send) } }
            <Lanes recording={page.recording.clone()} look={page.look.clone()} layout={layout.clone()}
                ended={page.ended().is_some()} act={send.act.clone()} />
            if has { { bar(page, send) } }
        </section>
    }
}

/// Under the lanes: the legend, and the table in their place.
fn bar(page: &Page, send: &Send) -> Html {
    let look_at = &page.look;
    let toggle = |on: bool, word: &'static str, title: &'static str, by: Move| {
        html! {
            <button type="button" class="tool" aria-pressed={on.to_string()} {title} onclick={look(&send.act, by)}>
                { word }
            </button>
        }
    };
    html! {
        <div class="lg">
            if look_at.legend && !look_at.table { { legend::signs(page.ran_by == Clock::Virtual) } }
            <span class="r">
                { toggle(look_at.legend, "Legend", "What the signs mean", Move::Legend(!look_at.legend)) }
                { toggle(look_at.table, "Table", "The same as a table, for screen readers too", Move::Table(!look_at.table)) }
            </span>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct Props {
    recording: Recording,
    look: Look,
    layout: Rc<Layout>,
    ended: bool,
    act: Callback<Action>,
}

/// What a pointer is over: where on the canvas, and where on the screen.
type Under = Option<(f64, f64, f64, f64)>;

#[function_component]
fn Lanes(props: &Props) -> Html {
    let root = use_node_ref();
    let plot = use_node_ref();
    let under = use_state_eq(|| Under::None);
    let painter = use_memo((), |()| canvas::Painter::default());
    // What a place on the canvas means changes with every draw; the listeners stay.
    let latest = use_mut_ref(|| None::<Aim>);
    {
        let (root, plot) = (root.clone(), plot.clone());
        let (latest, act, under) = (latest.clone(), props.act.clone(), under.setter());
        let ruler = props.look.metrics().ruler;
        use_effect_with((), move |()| {
            let tell = Closure::<dyn FnMut(String, f64, f64, f64, f64)>::new(
                move |kind: String, a, b, c, d| {
                    let aim = latest.borrow().clone();
                    told(&kind, (a, b, c, d), aim.as_ref(), &act, &under);
                },
            );
            let off = match (root.cast::<Element>(), plot.cast::<HtmlCanvasElement>()) {
                (Some(root), Some(plot)) => Some(canvas::attach(&root, &plot, ruler, &tell)),
                _ => None,
            };
            move || {
                if let Some(off) = off {
                    // It only takes listeners away.
                    let _ = off.call0(&JsValue::NULL);
                }
                drop(tell);
            }
        });
    }
    let aim = Aim {
        recording: props.recording.clone(),
        look: props.look.clone(),
        layout: props.layout.clone(),
        ended: props.ended,
    };
    {
        let (root, plot, aim) = (root.clone(), plot.clone(), aim.clone());
        use_effect(move || {
            *latest.borrow_mut() = Some(aim.clone());
            if let Some(root) = root.cast::<Element>() {
                canvas::scroll_to(&root, aim.look.scroll);
            }
            painter.soon(move || {
                if let Some(plot) = plot.cast::<HtmlCanvasElement>() {
                    aim.paint(&plot);
                }
            });
        });
    }
    let natural = props.layout.natural_height();
    html! {
        <>
        <div class={classes!("tlg", props.look.table.then_some("hidden"))} ref={root}>
            <div class="tall" style={format!("height:{natural}px")}>
                <div class="stay">
                    { gutter(&props.recording, &props.look, &props.layout, &props.act) }
                    <div class="plotbox"><canvas class="plot" ref={plot} aria-hidden="true" /></div>
                </div>
            </div>
            if let Some((x, y, left, top)) = *under { { tip(&aim, x, y, left, top) } }
        </div>
        if props.look.table { { table(&props.recording, &props.look, &props.act) } }
        </>
    }
}

/// All that is needed to say what is where.
#[derive(Clone)]
struct Aim {
    recording: Recording,
    look: Look,
    layout: Rc<Layout>,
    ended: bool,
}

impl Aim {
    fn scale(&self) -> Scale {
        Scale {
            window: self.look.window(&self.recording),
            width: (self.look.size.width - self.layout.metrics.margin).max(1.0),
        }
    }

    fn paint(&self, plot: &HtmlCanvasElement) {
        let Size { width, height, .. } = self.look.size;
        let state = self.recording.state(self.look.moment.event);
        let picture = scene::scene(&View {
            recording: &self.recording,
            state: &state,
            moment: self.look.moment,
            layout: &self.layout,
            axis: self.look.axis,
            window: self.look.window(&self.recording),
            width,
            height,
            scroll: self.look.scroll.min(self.layout.scroll_limit(height)),
            selected: self.look.selected,
            dead: self.look.dead.as_deref(),
            ended: self.ended,
        });
        canvas::paint(plot, width, height, &picture);
    }
}

/// Something that www/timeline.js tells.
fn told(
    kind: &str,
    (a, b, c, d): (f64, f64, f64, f64),
    aim: Option<&Aim>,
    act: &Callback<Action>,
    under: &UseStateSetter<Under>,
) {
    let go = |by: Move| act.emit(Action::Move(by));
    match (kind, aim) {
        ("size", _) => go(Move::Size(Size {
            width: a,
            height: b,
            phone: c > 0.0,
        })),
        ("scroll", _) => go(Move::Scroll(a)),
        ("leave", _) => under.set(None),
        ("hover", _) => under.set(Some((a, b, c, d))),
        ("zoom", Some(aim)) => go(Move::Zoom {
            factor: a,
            around: Some((b / aim.scale().width).clamp(0.0, 1.0)),
        }),
        ("pan", Some(aim)) => go(Move::Pan(a / aim.scale().width)),
        ("scrub", Some(aim)) => go(Move::ToPosition(aim.scale().position(a))),
        ("click", Some(aim)) => {
            if let Some(task) = hover::task_at(&aim.layout, &aim.look, b) {
                go(Move::Select(Some(task)));
            }
            go(Move::ToPosition(aim.scale().position(a)));
        }
        _ => {}
    }
}

/// What is under the pointer, in words.
fn tip(aim: &Aim, x: f64, y: f64, left: f64, top: f64) -> Html {
    let Some(said) = hover::hover(&aim.recording, &aim.layout, &aim.look, aim.scale(), x, y) else {
        return Html::default();
    };
    let window = gloo::utils::window();
    let wide = window
        .inner_width()
        .ok()
        .and_then(|width| width.as_f64())
        .unwrap_or(1_000.0);
    let high = window
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64())
        .unwrap_or(800.0);
    let left = (left + 14.0).min(wide - 300.0).max(4.0);
    let top = if top + 110.0 > high {
        top - 84.0
    } else {
        top + 16.0
    };
    html! {
        <div class="tip" role="tooltip" style={format!("left:{left}px;top:{top}px")}>
            <b>{ said.title }</b>
            { for said.lines.into_iter().map(|line| html! { <span>{ line }</span> }) }
        </div>
    }
}
