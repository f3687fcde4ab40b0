//! The lanes: names beside them, the canvas, and what pointers do over it.

use std::cell::RefCell;
use std::rc::Rc;

use coroscope_model::protocol::Clock;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlCanvasElement};
use yew::{
    Callback, Html, Properties, UseStateSetter, classes, function_component, html, use_effect,
    use_effect_with, use_memo, use_mut_ref, use_node_ref, use_state_eq,
};

use super::gutter::{Gutter, Laid};
use super::seen::{Seen, look};
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
            <Lanes seen={Seen::of(page)} look={page.look.clone()} layout={Laid(layout.clone())}
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
    seen: Seen,
    look: Look,
    layout: Laid,
    ended: bool,
    act: Callback<Action>,
}

/// What a pointer is over: where on the canvas, and where on the screen.
type Under = Option<(f64, f64, f64, f64)>;

#[function_component]
fn Lanes(props: &Props) -> Html {
    let root = use_node_ref();
    let plot = use_node_ref();
    // The tip draws itself: the names beside the lanes need not be drawn anew wherever the pointer goes.
    let under = use_mut_ref(|| None::<UseStateSetter<Under>>);
    let painter = use_memo((), |()| canvas::Painter::default());
    // What a place on the canvas means changes with every draw; the listeners stay.
    let latest = use_mut_ref(|| None::<Aim>);
    // Where the lanes are scrolled to; to ask the browser would have it lay out the page in between.
    let scrolled = use_mut_ref(|| 0.0_f64);
    {
        let (root, plot) = (root.clone(), plot.clone());
        let (latest, act, under) = (latest.clone(), props.act.clone(), under.clone());
        let ruler = props.look.metrics().ruler;
        let scrolled = scrolled.clone();
        use_effect_with((), move |()| {
            let tell = Closure::<dyn FnMut(String, f64, f64, f64, f64)>::new(
                move |kind: String, a, b, c, d| {
                    let aim = latest.borrow().clone();
                    let under = under.borrow().clone();
                    if kind == "scroll" {
                        *scrolled.borrow_mut() = a;
                    }
                    told(&kind, (a, b, c, d), aim.as_ref(), &act, under.as_ref());
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
        recording: props.seen.recording.clone(),
        look: props.look.clone(),
        layout: props.layout.clone(),
        ended: props.ended,
    };
    {
        let (root, plot, aim) = (root.clone(), plot.clone(), aim.clone());
        use_effect(move || {
            *latest.borrow_mut() = Some(aim.clone());
            let to = aim.look.scroll;
            if (*scrolled.borrow() - to).abs() > 1.0
                && let Some(root) = root.cast::<Element>()
            {
                *scrolled.borrow_mut() = to;
                canvas::scroll_to(&root, to);
            }
            painter.soon(move || {
                if let Some(plot) = plot.cast::<HtmlCanvasElement>() {
                    aim.paint(&plot);
                }
            });
        });
    }
    let natural = props.layout.0.natural_height();
    html! {
        <>
        <div class={classes!("tlg", props.look.table.then_some("hidden"))} ref={root}>
            <div class="tall" style={format!("height:{natural}px")}>
                <div class="stay">
                    <Gutter seen={props.seen.clone()} layout={props.layout.clone()} scroll={props.look.scroll}
                        height={props.look.size.height} act={props.act.clone()} />
                    <div class="plotbox"><canvas class="plot" ref={plot} aria-hidden="true" /></div>
                </div>
            </div>
            <Tip {aim} teller={Teller(under)} />
        </div>
        if props.look.table { { table(&props.seen.recording, &props.look, &props.act) } }
        </>
    }
}

/// Where the tip says how it can be told what the pointer is over.
#[derive(Clone)]
struct Teller(Rc<RefCell<Option<UseStateSetter<Under>>>>);

impl PartialEq for Teller {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Properties, PartialEq)]
struct TipProps {
    aim: Aim,
    teller: Teller,
}

/// What is under the pointer, in words.
#[function_component]
fn Tip(props: &TipProps) -> Html {
    let under = use_state_eq(|| Under::None);
    *props.teller.0.borrow_mut() = Some(under.setter());
    match *under {
        Some((x, y, left, top)) => tip(&props.aim, x, y, left, top),
        None => Html::default(),
    }
}

/// All that is needed to say what is where.
#[derive(Clone, PartialEq)]
struct Aim {
    recording: Recording,
    look: Look,
    layout: Laid,
    ended: bool,
}

impl Aim {
    fn scale(&self) -> Scale {
        Scale {
            window: self.look.window(&self.recording),
            width: (self.look.size.width - self.layout.0.metrics.margin).max(1.0),
        }
    }

    fn paint(&self, plot: &HtmlCanvasElement) {
        let Size { width, height, .. } = self.look.size;
        let state = self.recording.state(self.look.moment.event);
        let picture = scene::scene(&View {
            recording: &self.recording,
            state: &state,
            moment: self.look.moment,
            layout: &self.layout.0,
            axis: self.look.axis,
            window: self.look.window(&self.recording),
            width,
            height,
            scroll: self.look.scroll.min(self.layout.0.scroll_limit(height)),
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
    under: Option<&UseStateSetter<Under>>,
) {
    let point = |at: Under| {
        if let Some(under) = under {
            under.set(at);
        }
    };
    let go = |by: Move| act.emit(Action::Move(by));
    match (kind, aim) {
        ("size", _) => go(Move::Size(Size {
            width: a,
            height: b,
            phone: c > 0.0,
        })),
        ("scroll", _) => go(Move::Scroll(a)),
        ("leave", _) => point(None),
        ("hover", _) => point(Some((a, b, c, d))),
        ("zoom", Some(aim)) => go(Move::Zoom {
            factor: a,
            around: Some((b / aim.scale().width).clamp(0.0, 1.0)),
        }),
        ("pan", Some(aim)) => go(Move::Pan(a / aim.scale().width)),
        ("scrub", Some(aim)) => go(Move::ToPosition(aim.scale().position(a))),
        ("click", Some(aim)) => {
            if let Some(task) = hover::task_at(&aim.layout.0, &aim.look, b) {
                go(Move::Select(Some(task)));
            }
            go(Move::ToPosition(aim.scale().position(a)));
        }
        _ => {}
    }
}

/// The box beside the pointer.
fn tip(aim: &Aim, x: f64, y: f64, left: f64, top: f64) -> Html {
    let Some(said) = hover::hover(&aim.recording, &aim.layout.0, &aim.look, aim.scale(), x, y)
    else {
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
