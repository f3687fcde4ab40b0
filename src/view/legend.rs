//! What the signs in the lanes mean.

use yew::{Html, html};

/// The legend. With the virtual clock nothing is ever overdue.
pub(super) fn signs(virtual_clock: bool) -> Html {
    let sign = |picture: Html, words: &'static str| {
        html! { <span><svg viewBox="0 0 22 12" aria-hidden="true">{ picture }</svg>{ words }</span> }
    };
    html! {
        <>
            { sign(html! { <rect y="0" width="22" height="12" rx="2" fill="var(--run)" /> }, "running") }
            { sign(html! { <rect x=".5" y="1.5" width="21" height="9" fill="url(#p-ready)" stroke="var(--rdy)" /> }, "ready") }
            { sign(html! { <path d="M0 6h22" stroke="var(--wait)" stroke-width="1.6" stroke-dasharray="1.6 3.2" /> }, "timer") }
            { sign(html! { <rect x=".5" y="3" width="21" height="6" fill="var(--wait)" fill-opacity=".45" stroke="var(--wait)" /> },
                "lock, queue") }
            { sign(html! { <path d="M0 4.5h22M0 7.5h22" stroke="var(--wait)" /> }, "task") }
            { sign(html! { <path d="M0 6h22" stroke="var(--wait)" stroke-width="1.5" /> }, "future") }
            { sign(html! { <path d="M0 6h22" stroke="var(--wait)" stroke-width="1.6" stroke-dasharray="6 4" /> }, "network") }
            { sign(html! { <rect width="22" height="12" rx="1" fill="url(#p-block)" /> }, "blocks") }
            if !virtual_clock {
                { sign(html! { <><path d="M1 3v6" stroke="var(--bad)" stroke-width="1.6" />
                    <path d="M2 6h20" stroke="var(--bad)" stroke-width="2" stroke-dasharray="2 3" /></> }, "overdue") }
            }
            { sign(html! { <rect x=".5" y="2" width="21" height="8" fill="url(#p-dead)" stroke="var(--bad)" /> }, "deadlocked") }
            { sign(html! { <><path d="M11 0v12" stroke="var(--can)" stroke-width="1.5" />
                <path d="M7 0h8l-4 4.5z" fill="var(--can)" /></> }, "cancel") }
            { sign(html! { <><path d="M11 0v8" stroke="var(--acc)" stroke-width="1.5" />
                <path d="M7.5 6h7L11 12z" fill="var(--acc)" /></> }, "woke it") }
        </>
    }
}
