//! How the program is run, besides its clock; and the files that a trace can be saved as.

use web_sys::{HtmlInputElement, HtmlSelectElement, InputEvent};
use yew::{Callback, Event, Html, TargetCast, html};

use super::{Ask, Send, icon};
use crate::state::{Action, Export, Hold, Open, Page, Run, RunOption, Sheet};

/// The paces of slow motion: how many times slower.
const PACES: [f64; 6] = [1.0, 2.0, 5.0, 20.0, 100.0, 500.0];

/// The button beside the clock, and its menu.
pub(super) fn menu(page: &Page, send: &Send) -> Html {
    let open = page.sheet == Some(Sheet::Plain(Open::Options));
    let count = page.options.count();
    html! {
        <span class="anchor">
            <button type="button" class="btn ico opts" data-testid="options" aria-haspopup="true" aria-expanded={open.to_string()}
                aria-label="How the program is run" title="How the program is run"
                onclick={send.act(Action::Toggle(Open::Options))}>
                { icon("i-options") }<span class="word">{ "Run options" }</span>
                if count > 0 { <i class="count">{ count.to_string() }</i> }
            </button>
            if open { { choices(page, send) } }
        </span>
    }
}

fn choices(page: &Page, send: &Send) -> Html {
    let options = page.options;
    let choice = |option: RunOption,
                  name: &'static str,
                  on: bool,
                  able: bool,
                  word: &'static str,
                  more: &'static str| {
        let oninput = {
            let act = send.act.clone();
            Callback::from(move |event: InputEvent| {
                let on = event.target_unchecked_into::<HtmlInputElement>().checked();
                act.emit(Action::SetOption(option, on));
            })
        };
        html! {
            <label class="check">
                <input type="checkbox" data-option={name} checked={on} disabled={!able} {oninput} />
                <span>{ word }<small>{ more }</small></span>
            </label>
        }
    };
    let jspi = page.engines.jspi;
    html! {
        <div class="pop" role="group" aria-label="How the program is run">
            { choice(RunOption::Paused, "paused", options.paused, jspi, "Pause before the first step",
                if jspi { "Then go step by step." } else { "This browser cannot hold a program (no JSPI)." }) }
            { choice(RunOption::Debug, "debug", options.debug, true, "asyncio’s debug mode",
                "As with PYTHONASYNCIODEBUG=1: slow callbacks and forgotten awaits are reported.") }
            { choice(RunOption::WaitsForever, "waits-forever", options.waits_forever, true, "Deadlocks wait for ever",
                "As in CPython, until Stop. Otherwise they end the run and are explained.") }
            { choice(RunOption::TopLevelAwait, "top-level-await", options.top_level_await, true, "await at top level",
                "As in python -m asyncio.") }
            <p class="q3">{ "They hold from the next run on, and links carry them." }</p>
        </div>
    }
}

/// Holding a running program: pause, go on, step by step, slow motion.
pub(super) fn hold(page: &Page, send: &Send) -> Html {
    if !matches!(page.run, Run::Running { .. }) {
        return Html::default();
    }
    let able = page.can_hold();
    let why = "This browser cannot hold a program (no JSPI)";
    let button = |handle: &'static str,
                  picture: &'static str,
                  word: &'static str,
                  title: &'static str,
                  able_too: bool,
                  action: Action| {
        html! {
            <button type="button" class="btn" data-testid={handle} disabled={!(able && able_too)}
                title={if able { title } else { why }} onclick={send.act(action)}>
                { icon(picture) }<span>{ word }</span>
            </button>
        }
    };
    use crate::state::look::Stride;
    html! {
        <span class="hold" role="group" aria-label="The running program">
            { match page.hold() {
                Hold::Paused => html! {
                    <>
                        { button("continue", "g-running", "Continue", "Let the program go on (p)", true, Action::Continue) }
                        { button("step", "i-stepf", "Step", "Run one step of a task, or one callback", true,
                            Action::StepProgram(Stride::Event)) }
                        { button("step-turn", "i-turnf", "Turn", "Run one turn of the loop", true,
                            Action::StepProgram(Stride::Turn)) }
                    </>
                },
                hold => button("pause", "g-paused", "Pause", "Hold the program before its next step (p)",
                    hold == Hold::None, Action::Pause),
            } }
            { pace(page, send, able) }
        </span>
    }
}

fn pace(page: &Page, send: &Send, able: bool) -> Html {
    let onchange = {
        let act = send.act.clone();
        Callback::from(move |event: Event| {
            let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
            if let Ok(factor) = chosen.parse() {
                act.emit(Action::Pace(factor));
            }
        })
    };
    html! {
        <select class="btn pace" data-testid="pace" aria-label="Pace of the program" disabled={!able}
            title={if able { "Slow motion of the running program" } else { "This browser cannot hold a program (no JSPI)" }} {onchange}>
            { for PACES.iter().map(|pace| html! {
                <option value={pace.to_string()} selected={(page.pace - pace).abs() < 0.01}>
                    { if *pace <= 1.0 { "full speed".to_owned() } else { format!("{pace}× slower") } }
                </option>
            }) }
        </select>
    }
}

/// The files that a trace can be saved as.
pub(super) fn exports(send: &Send) -> Html {
    let choice = |export: Export, name: &'static str, word: &'static str, more: &'static str| {
        html! {
            <button type="button" class="pick" data-export={name} onclick={send.act(Action::Export(export))}>
                <b>{ word }</b><span>{ more }</span>
            </button>
        }
    };
    html! {
        <super::dialog::Dialog title="Save the trace" class="small" on_close={send.act(Action::Close)}>
            <div>
                { choice(Export::Trace, "trace", "Trace", "Everything, for this page: open it again or drop it here.") }
                { choice(Export::Perfetto, "perfetto", "Perfetto", "For ui.perfetto.dev and chrome://tracing.") }
                { choice(Export::Svg, "svg", "Picture of the lanes", "An SVG file.") }
                { choice(Export::Mermaid, "mermaid", "Sequence diagram", "Mermaid text: who woke whom, for Markdown.") }
            </div>
            <h3>{ "Or look at one" }</h3>
            <div class="row">
                <button type="button" class="btn" onclick={send.ask(Ask::Upload)}>{ icon("g-open") }{ "Open a trace file" }</button>
            </div>
        </super::dialog::Dialog>
    }
}
