//! A dialog over the page. The browser keeps the focus inside; it goes back where it was when the dialog closes.

use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement, MouseEvent};
use yew::{
    AttrValue, Callback, Event, Html, Properties, classes, function_component, html,
    use_effect_with, use_node_ref,
};

use super::icon;

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// What it is about.
    pub title: AttrValue,
    /// A class that says how large it is and where it is.
    pub class: &'static str,
    /// It is to be closed.
    pub on_close: Callback<()>,
    /// What it holds.
    pub children: Html,
}

/// A dialog that is open for as long as it is drawn.
#[function_component]
pub(super) fn Dialog(props: &Props) -> Html {
    let place = use_node_ref();
    {
        let place = place.clone();
        use_effect_with((), move |()| {
            let before = gloo::utils::document().active_element();
            let dialog = place.cast::<HtmlDialogElement>();
            if let Some(dialog) = &dialog {
                // It is in the document and not open, which are the two ways in which this fails.
                let _ = dialog.show_modal();
            }
            move || {
                // While it is open, nothing behind it can have the focus.
                if let Some(dialog) = dialog {
                    dialog.close();
                }
                if let Some(element) =
                    before.and_then(|element| element.dyn_into::<HtmlElement>().ok())
                {
                    // An element that is gone takes no focus, and needs none.
                    let _ = element.focus();
                }
            }
        });
    }
    let oncancel = {
        let on_close = props.on_close.clone();
        Callback::from(move |event: Event| {
            event.prevent_default();
            on_close.emit(());
        })
    };
    // A click on the dialog itself, not on what it holds, is one on the backdrop: it has no padding.
    let onclick = {
        let (place, on_close) = (place.clone(), props.on_close.clone());
        Callback::from(move |event: MouseEvent| {
            let on_backdrop = event
                .target()
                .and_then(|target| target.dyn_into::<HtmlDialogElement>().ok())
                == place.cast::<HtmlDialogElement>();
            if on_backdrop {
                on_close.emit(());
            }
        })
    };
    let close = props.on_close.reform(|_| ());
    html! {
        <dialog class={classes!("sheet", props.class)} ref={place} aria-label={props.title.clone()} {oncancel} {onclick}>
            <div class="sheet-in">
                <div class="sheet-head">
                    <h2>{ props.title.clone() }</h2>
                    <button type="button" class="btn ico" aria-label="Close" onclick={close}>{ icon("g-close") }</button>
                </div>
                <div class="sheet-body scroll">{ props.children.clone() }</div>
            </div>
        </dialog>
    }
}
