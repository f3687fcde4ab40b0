//! The share dialog.

use wasm_bindgen::JsCast;
use web_sys::{FocusEvent, HtmlInputElement, InputEvent};
use yew::{Callback, Html, html};

use super::dialog::Dialog;
use super::{Ask, Send, icon};
use crate::share::{LONG_LINK, Shared};
use crate::state::{Action, Copied, Open, Page};
use crate::text;

/// The share dialog.
pub(super) fn dialog(page: &Page, shared: &Shared, send: &Send) -> Html {
    let said = |what: Copied, word: &'static str| match page.copied {
        Some((copied, true)) if copied == what => "Copied",
        Some((copied, false)) if copied == what => "Not copied",
        _ => word,
    };
    let select = Callback::from(|event: FocusEvent| {
        if let Some(input) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
        {
            input.select();
        }
    });
    let runs = {
        let act = send.act.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event
                .target()
                .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
            {
                act.emit(Action::ShareRuns(input.checked()));
            }
        })
    };
    let instant = {
        let act = send.act.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event
                .target()
                .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
            {
                act.emit(Action::ShareInstant(input.checked()));
            }
        })
    };
    html! {
        <Dialog title="Share this program" class="small" on_close={send.act(Action::Close)}>
            <div class="link-row">
                <input data-testid="link" readonly=true aria-label="Link" value={shared.link.clone()} onfocus={select} />
                <button type="button" class="btn pri" data-testid="copy-link" autofocus=true
                    onclick={send.act(Action::CopyShared(Copied::Link))}>
                    { icon("g-copy") }{ said(Copied::Link, "Copy") }
                </button>
            </div>
            <p class="about">
                { format!("{} characters. ", text::count(shared.chars() as u64)) }
                { format!("The link carries {}; nothing is stored anywhere else.", shared.carries()) }
            </p>
            if shared.is_long() {
                <p class="warn" role="note">
                    { icon("g-raised") }
                    <span>{ format!(
                        "Some programs cut links of more than {} characters. A file gets through whole.",
                        text::count(LONG_LINK as u64)
                    ) }</span>
                </p>
            }
            <label class="check">
                <input type="checkbox" checked={shared.runs()} oninput={runs} />
                <span>{ "Run it when the link is opened" }</span>
            </label>
            if shared.has_instant() {
                <label class="check">
                    <input type="checkbox" data-testid="share-instant" checked={shared.carries_instant()} oninput={instant} />
                    <span>{ "Go to the instant that you look at, with your selection and zoom" }</span>
                </label>
            }
            <h3>{ "Or share it as" }</h3>
            <div class="row">
                <button type="button" class="btn" onclick={send.ask(Ask::Download)}>
                    { icon("g-save") }{ format!("File, {}", page.program.file_name()) }
                </button>
                <button type="button" class="btn" onclick={send.act(Action::CopyShared(Copied::Markdown))}>
                    { icon("g-copy") }{ said(Copied::Markdown, "Markdown, code and link") }
                </button>
                if page.has_trace() {
                    <button type="button" class="btn" onclick={send.act(Action::Toggle(Open::Export))}>
                        { icon("g-save") }{ "The run: trace, picture, diagram" }
                    </button>
                }
            </div>
        </Dialog>
    }
}
