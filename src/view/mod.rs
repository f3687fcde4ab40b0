//! Draws a [`Page`]. Thin on purpose: what is shown is decided in [`crate::state`].

mod dialog;
mod editor;
mod help;
mod notices;
mod output;
mod panels;
mod programs;
mod share;
mod top;

use coroscope_model::protocol::Clock;
use yew::{Callback, Html, classes, html};

use crate::state::{Action, Open, Page, Pane, Sheet};

/// What the visitor asks for that needs the editor's text, the time, or the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Run the program.
    Run,
    /// Stop it.
    Stop,
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
    html! { <svg class="g" aria-hidden="true"><use href={format!("#{name}")} /></svg> }
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
        Pane::Output => "output",
        Pane::Run => "run",
        Pane::About => "about",
    };
    html! {
        <div class={classes!("app", page.hovering.then_some("hovering"))} data-pane={pane}>
            { top::bar(page, send) }
            <div class="notices">{ notices::all(page, send) }</div>
            <main class="work">
                { editor::pane(page, send) }
                { tabs(page, send) }
                { output::pane(page, send) }
                { panels::all(page, send) }
            </main>
            { sheet(page, send) }
            if page.hovering {
                <div class="drop-here" aria-hidden="true"><b>{ "Drop a Python file to open it" }</b></div>
            }
        </div>
    }
}

fn sheet(page: &Page, send: &Send) -> Html {
    match &page.sheet {
        Some(Sheet::Plain(Open::Programs)) => programs::dialog(page, send),
        Some(Sheet::Plain(Open::Help)) => help::dialog(send),
        Some(Sheet::Share(shared)) => share::dialog(page, shared, send),
        Some(Sheet::Plain(Open::More)) => {
            html! { <div class="scrim" onclick={send.act(Action::Close)} /> }
        }
        None => Html::default(),
    }
}

/// The panes of which a phone shows one.
fn tabs(page: &Page, send: &Send) -> Html {
    let tab = |pane: Pane, name: &'static str| {
        html! {
            <button type="button" role="tab" aria-selected={(page.pane == pane).to_string()}
                onclick={send.act(Action::Show(pane))}>{ name }</button>
        }
    };
    html! {
        <nav class="tabs" role="tablist" aria-label="Panes">
            { tab(Pane::Output, "Output") }
            { tab(Pane::Run, "This run") }
            { tab(Pane::About, "About") }
        </nav>
    }
}
