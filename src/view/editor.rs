//! The program's pane.

use yew::{Html, function_component, html, use_effect_with, use_node_ref};

use super::{Ask, Send, icon};
use crate::state::{Action, Page};

/// The program's pane.
pub(super) fn pane(page: &Page, send: &Send) -> Html {
    let program = &page.program;
    let state = match (program.unsaved, program.edited) {
        (true, _) => "Saving",
        (false, true) => "Saved",
        (false, false) => "",
    };
    let plain = page.plain;
    html! {
        <section class="pane p-code" aria-label="Program">
            <div class="ph">
                <h2>{ "Program" }</h2>
                if let Some(origin) = program.edited_from() { <span class="from">{ origin }</span> }
                <span class="r">
                    { state }if state == "Saved" { <span class="wide">{ " in this browser" }</span> }
                </span>
                if program.edited {
                    <button type="button" class="tool" onclick={send.ask(Ask::Reset)}
                        title={format!("Undo all edits, back to “{}”; they are kept until you open something else", program.origin.title())}>
                        { icon("g-reset") }{ "Reset" }
                    </button>
                }
                <button type="button" class="tool" data-testid="plain" aria-pressed={plain.to_string()}
                    title="A plain text area: for screen readers, and where the editor is in the way"
                    onclick={send.act(Action::SetPlain(!plain))}>{ "Plain text" }</button>
            </div>
            <Host />
        </section>
    }
}

/// The place of the editor, which is there before this is drawn and lives on when it is drawn anew.
#[function_component]
fn Host() -> Html {
    let place = use_node_ref();
    {
        let place = place.clone();
        use_effect_with((), move |()| {
            if let Some(parent) = place.cast::<web_sys::Element>() {
                crate::editor::attach(&parent);
            }
        });
    }
    html! { <div class="ed" ref={place} /> }
}
