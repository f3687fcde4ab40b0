//! The top bar.

use coroscope_model::protocol::Clock;
use yew::{Html, classes, html};

use super::{Ask, Send, clock_name, icon, options};
use crate::state::{Action, Download, Open, Page, Sheet, Status, Theme};

/// The top bar: what is open, run and stop, the clock, how things stand, and the rest.
pub(super) fn bar(page: &Page, send: &Send) -> Html {
    let programs_open = page.sheet == Some(Sheet::Plain(Open::Programs));
    let more_open = page.sheet == Some(Sheet::Plain(Open::More));
    html! {
        <header class={classes!("top", page.can_stop().then_some("busy"))}>
            <span class="brand">
                <svg width="22" height="22" aria-hidden="true"><use href="#logo" /></svg><b>{ "Coroscope" }</b>
            </span>
            <span class="sep wide" />
            <button type="button" class="btn file" data-testid="examples" aria-haspopup="dialog"
                aria-expanded={programs_open.to_string()} title="Examples, files and your programs"
                onclick={send.act(Action::Toggle(Open::Programs))}>
                <span class="name">{ page.program.title() }</span>
                { icon("g-down") }
            </button>
            <button type="button" class="btn pri run" data-testid="run" disabled={!page.can_run()}
                title="Run the program (Ctrl Enter)" onclick={send.ask(Ask::Run)}>
                { icon("g-running") }<span>{ "Run" }</span><kbd>{ "Ctrl ⏎" }</kbd>
            </button>
            <button type="button" class="btn stop" data-testid="stop" disabled={!page.can_stop()}
                title="Stop the program: it gets a KeyboardInterrupt, as by Ctrl-C, and a moment to end" onclick={send.ask(Ask::Stop)}>
                { icon("g-stopped") }<span>{ "Stop" }</span>
            </button>
            <span class="sp" />
            { status(page) }
            <div class={classes!("rest", more_open.then_some("open"))}>
                { clock(page, send) }
                { options::menu(page, send) }
                <button type="button" class="btn share" data-testid="share" onclick={send.ask(Ask::Share)}>
                    { icon("i-share") }<span>{ "Share" }</span>
                </button>
                { theme(page.theme, send) }
                <button type="button" class="btn ico" data-testid="help" aria-label="Help" title="Help (?)"
                    onclick={send.act(Action::Toggle(Open::Help))}>
                    { icon("i-help") }<span class="word">{ "Help" }</span>
                </button>
            </div>
            <button type="button" class="btn ico more" data-testid="more" aria-label="Clock, share, theme and help"
                aria-expanded={more_open.to_string()} onclick={send.act(Action::Toggle(Open::More))}>
                { icon("i-more") }
            </button>
            { progress(page) }
        </header>
    }
}

fn clock(page: &Page, send: &Send) -> Html {
    let choice = |clock: Clock, title: &'static str| {
        let barred = clock == Clock::Real && !page.engines.jspi;
        let title = if barred {
            "This browser cannot wait inside a program (no JSPI)"
        } else {
            title
        };
        html! {
            <button type="button" role="radio" aria-checked={(page.clock() == clock).to_string()} disabled={barred}
                {title} data-clock={clock_name(clock).to_lowercase()} onclick={send.act(Action::SetClock(clock))}>
                { clock_name(clock) }
            </button>
        }
    };
    html! {
        <span class="clock-choice">
            <span class="label" id="clock-label">{ "Clock" }</span>
            <span class="seg" role="radiogroup" aria-labelledby="clock-label" data-testid="clock">
                { choice(Clock::Real, "Time passes as it does for you") }
                { choice(Clock::Virtual, "Time jumps to the next deadline: no waiting, and every run the same") }
            </span>
        </span>
    }
}

fn status(page: &Page) -> Html {
    let Status {
        state,
        icon: name,
        title,
        detail,
        moving,
    } = page.status();
    let sentence = [title.as_str(), &detail, &moving].join(" ");
    html! {
        <div class="status" data-testid="status" data-state={state} title={sentence.trim_end().to_owned()}>
            { icon(name) }
            <span class="sentence" role="status" aria-live="polite" aria-atomic="true">
                <b>{ title }</b>
                if !detail.is_empty() { <span class="d">{ format!(" {detail}") }</span> }
            </span>
            if !moving.is_empty() { <span class="d moving">{ format!(" {moving}") }</span> }
        </div>
    }
}

fn theme(theme: Theme, send: &Send) -> Html {
    let (name, word) = match theme {
        Theme::System => ("i-system", "system"),
        Theme::Light => ("i-light", "light"),
        Theme::Dark => ("i-dark", "dark"),
    };
    html! {
        <button type="button" class="btn ico" data-testid="theme" data-theme-choice={word}
            aria-label={format!("Theme: {word}")} title={format!("Theme: {word}")}
            onclick={send.act(Action::SetTheme(theme.next()))}>
            { icon(name) }<span class="word">{ format!("Theme: {word}") }</span>
        </button>
    }
}

/// How much of the engine has come, as a line under the bar.
fn progress(page: &Page) -> Html {
    let Download::Loading { .. } = page.engines.download else {
        return Html::default();
    };
    match page.loaded() {
        Some(part) => html! {
            <div class="load" role="progressbar" aria-label="Loading Python" aria-valuemin="0" aria-valuemax="100"
                aria-valuenow={format!("{:.0}", part * 100.0)}>
                <i style={format!("transform:scaleX({part:.4})")} />
            </div>
        },
        None => {
            html! { <div class="load" role="progressbar" aria-label="Loading Python"><i class="somehow" /></div> }
        }
    }
}
