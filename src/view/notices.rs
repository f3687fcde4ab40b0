//! Banners: what the visitor should know, with what can be done about it.

use yew::{Html, classes, html};

use super::{Ask, Send, icon};
use crate::state::{Action, Download, Notice, Page};
use crate::text;

/// All banners, the engine's first.
pub(super) fn all(page: &Page, send: &Send) -> Html {
    html! {
        <>
            if let Download::Failed(why) = &page.engines.download {
                { engine_failed(why, send) }
            }
            { for page.notices.iter().enumerate().map(|(index, notice)| draw(index, notice, page, send)) }
        </>
    }
}

fn engine_failed(why: &str, send: &Send) -> Html {
    html! {
        <div class="notice bad" role="alert" data-testid="notice" data-kind="engine">
            { icon("g-crashed") }
            <p><b>{ "Programs cannot run. " }</b>{ why.to_owned() }{ " Your program is safe." }</p>
            <button type="button" class="btn" onclick={send.act(Action::Retry)}>{ "Retry" }</button>
        </div>
    }
}

fn draw(index: usize, notice: &Notice, page: &Page, send: &Send) -> Html {
    let back = || {
        html! { <button type="button" class="btn" data-testid="back" onclick={send.ask(Ask::Back)}>
        { icon("g-back") }{ "Back to my program" }</button> }
    };
    let (kind, is_bad, picture, text, button) = match notice {
        Notice::Crashed(why) => (
            "crashed",
            true,
            "g-crashed",
            html! { <><b>{ "The engine crashed. " }</b>{ format!(
                "{why}. The run is over; your program and its output are as they were. A fresh engine {}.",
                if page.engines.spare.is_some_and(|spare| spare.ready) { "is ready" } else { "is starting" }
            ) }</> },
            Html::default(),
        ),
        Notice::BadLink(why) => (
            "bad-link",
            true,
            "g-raised",
            html! { <><b>{ "The link was not opened. " }</b>{ why.clone() }{ " Your own program is untouched." }</> },
            Html::default(),
        ),
        Notice::NoJspi => (
            "no-jspi",
            false,
            "g-timer",
            html! { <><b>{ "Virtual clock only. " }</b>{
                "This browser cannot suspend WebAssembly (JSPI), so a program cannot wait for real time or for input. \
                 Chrome and Edge from 137, Firefox from 153 and Safari from 27 can."
            }</> },
            Html::default(),
        ),
        Notice::Kept { opened } => (
            "kept",
            false,
            "g-info",
            html! { <><b>{ format!("“{opened}” is open. ") }</b>{ "What you wrote is kept." }</> },
            back(),
        ),
        Notice::Linked => (
            "linked",
            false,
            "g-info",
            html! { <><b>{ "This program came with a link. " }</b>{ "Read it, then run it: it runs in a sandbox, in this browser." }</> },
            Html::default(),
        ),
        Notice::Back => (
            "back",
            false,
            "g-info",
            html! { <b>{ "Your program is back." }</b> },
            if page.kept().is_some() {
                html! { <button type="button" class="btn" onclick={send.ask(Ask::Back)}>{ "And to the other again" }</button> }
            } else {
                Html::default()
            },
        ),
        Notice::Earlier(recent) => (
            "earlier",
            false,
            "g-info",
            html! { <><b>{ "Welcome back. " }</b>{ format!(
                "Your last program, made from “{}”, is kept here ({}).", recent.title, text::ago(page.now - recent.at)
            ) }</> },
            html! { <button type="button" class="btn" onclick={send.ask(Ask::Recent(recent.key.clone()))}>{ "Open it" }</button> },
        ),
        Notice::Sorry(why) => (
            "sorry",
            true,
            "g-raised",
            html! { why.clone() },
            Html::default(),
        ),
        Notice::Opening { name, percent } => (
            "opening",
            false,
            "g-open",
            // Not told aloud each time it grows.
            html! { <><b>{ format!("Opening {name}. ") }</b><span aria-hidden="true">{ format!("{percent} % are read.") }</span></> },
            Html::default(),
        ),
        Notice::Compared { same: true } => (
            "same",
            false,
            "g-finished",
            html! { <><b>{ "The same run. " }</b>{ "Its trace is identical to the one that the link was made from, event for event." }</> },
            Html::default(),
        ),
        Notice::Compared { same: false } => (
            "other",
            true,
            "g-raised",
            html! { <><b>{ "Not the same run. " }</b>{
                "Its trace differs from the one that the link was made from: the program asks for something that \
                 is not the same everywhere, or this is another version of Coroscope."
            }</> },
            Html::default(),
        ),
        Notice::NotSaved => (
            "not-saved",
            true,
            "g-raised",
            html! { <><b>{ "Not saved. " }</b>{ "The browser's storage is full or forbidden. Download the program before you leave." }</> },
            html! { <button type="button" class="btn" onclick={send.ask(Ask::Download)}>{ "Download" }</button> },
        ),
    };
    html! {
        <div class={classes!("notice", is_bad.then_some("bad"))} data-testid="notice" data-kind={kind}
            role={if is_bad { "alert" } else { "status" }}>
            { icon(picture) }
            <p>{ text }</p>
            { button }
            <button type="button" class="btn ico" aria-label="Dismiss" onclick={send.act(Action::Dismiss(index))}>
                { icon("g-close") }
            </button>
        </div>
    }
}
