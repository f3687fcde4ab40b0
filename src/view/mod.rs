//! Draws a [`Page`]. Thin on purpose: what is shown is decided in [`crate::state`].

mod about;
mod dialog;
mod editor;
mod event_loop;
mod findings;
mod graph;
mod gutter;
mod help;
mod inspector;
mod legend;
mod notices;
mod options;
mod output;
mod programs;
mod seen;
mod share;
mod table;
mod timeline;
mod top;
mod transport;

use coroscope_model::protocol::Clock;
use yew::{Callback, Html, classes, html};

use crate::state::{Action, EngineId, Open, Page, Pane, Sheet};

/// What the visitor asks for that needs the editor's text, the time, or the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Run the program.
    Run,
    /// Stop it.
    Stop,
    /// End it, if this engine still runs it.
    StopDue(EngineId),
    /// Save now.
    Save,
    /// Open the share dialog.
    Share,
    /// Download the program.
    Download,
    /// Open a file.
    Upload,
    /// Bring back the visitor's own program.
    Back,
    /// Begin from nothing.
    New,
    /// Undo all edits.
    Reset,
    /// Open what is saved under this key.
    Recent(String),
    /// Play from the instant, or stop playing.
    Play,
}

/// Where what the visitor does is sent.
#[derive(Clone, PartialEq)]
pub struct Send {
    /// Complete actions.
    pub act: Callback<Action>,
    /// What still needs something.
    pub ask: Callback<Ask>,
}

impl Send {
    /// A callback that sends an action, for any event.
    fn act<E: 'static>(&self, action: Action) -> Callback<E> {
        let act = self.act.clone();
        Callback::from(move |_| act.emit(action.clone()))
    }

    /// A callback that asks, for any event.
    fn ask<E: 'static>(&self, ask: Ask) -> Callback<E> {
        let send = self.ask.clone();
        Callback::from(move |_| send.emit(ask.clone()))
    }
}

/// An icon of the sprite in index.html.
fn icon(name: &'static str) -> Html {
    let size = if name.starts_with("g-") {
        "0 0 12 12"
    } else {
        "0 0 14 14"
    };
    html! { <svg class="g" viewBox={size} aria-hidden="true"><use href={format!("#{name}")} /></svg> }
}

fn clock_name(clock: Clock) -> &'static str {
    match clock {
        Clock::Real => "Real",
        Clock::Virtual => "Virtual",
    }
}

/// The whole page.
pub fn page(page: &Page, send: &Send) -> Html {
    let pane = match page.pane {
        Pane::Timeline => "timeline",
        Pane::Task => "task",
        Pane::Loop => "loop",
        Pane::Findings => "findings",
        Pane::Output => "output",
    };
    let layout = page.look.layout(&page.recording);
    let seen = seen::Seen::of(page);
    let class = classes!(
        "app",
        page.hovering.then_some("hovering"),
        (!page.has_trace()).then_some("untraced")
    );
    html! {
        <div {class} data-pane={pane}>
            { top::bar(page, send) }
            <div class="notices">{ notices::all(page, send) }</div>
            <main class="work">
                <div class="left">
                    { editor::pane(page, send) }
                    { output::pane(page, send) }
                </div>
                <div class="right" style={format!("--natural:{}px", natural(page, &layout))}>
                    { transport::transport(page, send) }
                    { timeline::pane(page, &layout, send) }
                    { tabs(page, send) }
                    <div class="panels">
                        <inspector::Inspector seen={seen.clone()} reader={page.look.reader} act={send.act.clone()} />
                        <event_loop::EventLoop {seen} act={send.act.clone()} />
                        { findings::pane(page, send) }
                    </div>
                </div>
            </main>
            { sheet(page, send) }
            if page.hovering {
                <div class="drop-here" aria-hidden="true"><b>{ "Drop a Python file or a trace to open it" }</b></div>
            }
        </div>
    }
}

/// No screen has room for more. All that is inside takes part in a change of the height, so that it must not change with
/// rows which come and go far below what is in sight.
const TALLEST: f64 = 4_000.0;

/// How high the timeline would like to be, with the bar under it.
fn natural(page: &Page, layout: &crate::timeline::rows::Layout) -> f64 {
    if page.has_trace() {
        (layout.natural_height() + if page.look.legend { 32.0 } else { 28.0 }).min(TALLEST)
    } else {
        360.0
    }
}

fn sheet(page: &Page, send: &Send) -> Html {
    match &page.sheet {
        Some(Sheet::Plain(Open::Programs)) => programs::dialog(page, send),
        Some(Sheet::Plain(Open::Help)) => help::dialog(send),
        Some(Sheet::Plain(Open::Export)) => options::exports(send),
        Some(Sheet::Share(shared)) => share::dialog(page, shared, send),
        Some(Sheet::Plain(Open::More | Open::Options)) => {
            html! { <div class="scrim" onclick={send.act(Action::Close)} /> }
        }
        None => Html::default(),
    }
}

/// The panes of which a phone shows one.
fn tabs(page: &Page, send: &Send) -> Html {
    let tab = |pane: Pane, name: &'static str, count: usize| {
        html! {
            <button type="button" role="tab" data-tab={name.to_lowercase()} aria-selected={(page.pane == pane).to_string()}
                onclick={send.act(Action::Show(pane))}>
                { name }if count > 0 { <sup>{ count }</sup> }
            </button>
        }
    };
    html! {
        <nav class="tabs" role="tablist" aria-label="Panes">
            { tab(Pane::Timeline, "Timeline", 0) }
            { tab(Pane::Task, "Task", 0) }
            { tab(Pane::Loop, "Loop", 0) }
            { tab(Pane::Findings, "Findings", page.look.findings.len()) }
            { tab(Pane::Output, "Output", 0) }
        </nav>
    }
}
