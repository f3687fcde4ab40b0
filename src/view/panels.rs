//! The panels under the output: how the run went, what the program is about, what it runs on.

use coroscope_model::protocol::{Clock, End, EndKind};
use yew::{Html, html};

use super::{Ask, Send, icon};
use crate::state::output::Part;
use crate::state::program::{Example, Origin};
use crate::state::{Action, Download, Gallery, Page, Run};
use crate::text;

/// All panels.
pub(super) fn all(page: &Page, send: &Send) -> Html {
    html! {
        <div class="panels">
            { run(page, send) }
            { about(page, send) }
            { engine(page, send) }
        </div>
    }
}

fn figure(name: &'static str, value: String, title: &'static str) -> Html {
    html! { <div {title}><dt>{ name }</dt><dd>{ value }</dd></div> }
}

/// How the run went.
fn run(page: &Page, send: &Send) -> Html {
    let lines = page.output.lines();
    let body = match &page.run {
        Run::Never => html! {
            <p class="hint">{ "Run the program (Ctrl Enter). Its time, its tasks and the loop's turns are counted here." }</p>
        },
        Run::Queued => html! { <p class="say">{ "Waits for Python. It starts by itself." }</p> },
        Run::Running {
            since,
            waits_for_input,
            ..
        } => html! {
            <>
                <p class="say">{ if *waits_for_input {
                    "The program waits for a line of input, below the output."
                } else {
                    "The program runs. Stop ends it at once, whatever it is doing."
                } }</p>
                <dl class="figures">
                    { figure("wall time", text::elapsed(page.now - since), "How long it has gone on") }
                    { figure("lines", text::count(lines), "Lines printed so far") }
                </dl>
            </>
        },
        Run::Ended(end) => ended(end, lines, send),
        Run::Stopped { after } => html! {
            <>
                <p class="say">{ "You stopped the program. What it printed is kept." }</p>
                <dl class="figures">
                    { figure("wall time", text::duration(*after), "How long it went on") }
                    { figure("lines", text::count(lines), "Lines printed") }
                </dl>
            </>
        },
        Run::Crashed { after } => html! {
            <>
                <p class="say">{ "The engine broke under the program: most often it ran out of memory. \
                    Your program and what it printed are kept." }</p>
                <dl class="figures">
                    { figure("wall time", text::duration(*after), "How long it went on") }
                    { figure("lines", text::count(lines), "Lines printed") }
                </dl>
            </>
        },
    };
    html! {
        <section class="pane p-run" aria-label="This run">
            <div class="ph"><h2>{ "This run" }</h2></div>
            <div class="pb scroll">{ body }</div>
        </section>
    }
}

fn ended(end: &End, lines: u64, send: &Send) -> Html {
    // A deadlock's sentences mostly name their lines themselves.
    let named = end.kind == EndKind::Deadlocked && lines_named(&end.message).len() > 1;
    let line = end.line.filter(|_| !named).map(|line| {
        html! { <>{ " " }<button type="button" class="lk" onclick={send.act(Action::GoTo(line))}>
        { format!("Line {line}") }</button></> }
    });
    let sentence = match end.kind {
        EndKind::Finished if end.exit_code == 0 => html! { "The program came to its end." },
        EndKind::Finished => {
            html! { { format!("The program left with exit code {}.", end.exit_code) } }
        }
        EndKind::Raised => html! { <><code class="what">{ end.message.clone() }</code>{ line }</> },
        EndKind::Deadlocked => html! { <>{ with_lines(&end.message, send) }{ line }</> },
        EndKind::Stopped => html! { "The program was interrupted." },
    };
    html! {
        <>
            <p class="say pre">{ sentence }</p>
            <dl class="figures">
                { figure("wall time", text::duration(end.wall_ms), "How long it took you to wait") }
                { figure("loop time", text::duration(end.loop_ms), "How far the loop's clock went") }
                { figure("turns", text::count(end.turns), "Turns of the event loop") }
                { figure("tasks", text::count(end.tasks), "Tasks created") }
                { figure("lines", text::count(lines), "Lines printed") }
                { figure("exit code", end.exit_code.to_string(), "0 is success") }
            </dl>
        </>
    }
}

/// A sentence in which each `line 7` leads there.
fn with_lines(text: &str, send: &Send) -> Html {
    let draw = |part: Part<'_>| match part {
        Part::Text(text) => Html::from(text.to_owned()),
        Part::Place(text, line) => {
            html! { <button type="button" class="lk" onclick={send.act(Action::GoTo(line))}>{ text.to_owned() }</button> }
        }
    };
    lines_named(text).into_iter().map(draw).collect()
}

/// The page's own sentences say `line 7`; their parts put together are `text`.
fn lines_named(text: &str) -> Vec<Part<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while let Some(at) = rest[from..].find("line ").map(|at| at + from) {
        let digits = rest[at + 5..]
            .bytes()
            .take_while(u8::is_ascii_digit)
            .count();
        let end = at + 5 + digits;
        match rest[at + 5..end].parse() {
            Ok(line) => {
                found.push(Part::Text(&rest[..at]));
                found.push(Part::Place(&rest[at..end], line));
                rest = &rest[end..];
                from = 0;
            }
            Err(_) => from = at + 5,
        }
    }
    found.push(Part::Text(rest));
    found
}

/// What the program is about.
fn about(page: &Page, send: &Send) -> Html {
    let (title, text) = match &page.program.origin {
        Origin::Example { title, lesson, .. } => (title.clone(), lesson.clone()),
        Origin::Link { .. } => (
            "Shared program".into(),
            "Somebody sent you this as a link. It runs in a sandbox in this browser; edit it as you like.".into(),
        ),
        Origin::File { name } => (name.clone(), "From your disk. The file itself stays as it is.".into()),
        Origin::Blank => ("Untitled".into(), "Your own. It is saved in this browser as you type.".into()),
    };
    html! {
        <section class="pane p-about" aria-label="About this program">
            <div class="ph"><h2>{ "About this program" }</h2></div>
            <div class="pb scroll">
                <p class="say"><b>{ title }</b></p>
                <p class="say lesson">{ text }</p>
                <div class="row">
                    { next(page, send) }
                    <button type="button" class="btn" onclick={send.act(Action::Toggle(crate::state::Open::Programs))}>
                        { "All programs" }
                    </button>
                    if page.kept().is_some() {
                        <button type="button" class="btn" onclick={send.ask(Ask::Back)}>
                            { icon("g-back") }{ "Back to my program" }
                        </button>
                    }
                </div>
            </div>
        </section>
    }
}

/// The example after the one that is open; the first if none is.
fn next(page: &Page, send: &Send) -> Html {
    let Gallery::Ready(list) = &page.gallery else {
        return Html::default();
    };
    let Some(example) = following(list, &page.program.origin) else {
        return Html::default();
    };
    html! {
        <button type="button" class="btn" data-testid="next-example"
            onclick={send.act(Action::WantExample(example.id.clone()))}>
            { format!("Next: {}", example.title) }{ icon("g-next") }
        </button>
    }
}

fn following<'a>(list: &'a [Example], origin: &Origin) -> Option<&'a Example> {
    match origin {
        Origin::Example { id, .. } => {
            let at = list.iter().position(|example| example.id == *id)?;
            list.get(at + 1)
        }
        _ => list.first(),
    }
}

/// What it runs on.
fn engine(page: &Page, send: &Send) -> Html {
    let clock = match page.clock() {
        Clock::Real => "Sleeps and timeouts take as long as they say.",
        Clock::Virtual => {
            "When every task waits, time jumps to the next deadline: no waiting, and every run the same."
        }
    };
    let python = page
        .engines
        .python
        .as_ref()
        .map_or_else(|| "on its way".to_owned(), Clone::clone);
    let size = match page.engines.download {
        Download::Done { bytes } => text::bytes(bytes),
        Download::Loading { received, total } => text::progress(received, total),
        Download::Failed(_) => "not loaded".into(),
    };
    let spare = match page.engines.spare {
        Some(spare) if spare.ready => "ready",
        Some(_) => "starting",
        None => "with the next run",
    };
    html! {
        <section class="pane p-engine" aria-label="What it runs on">
            <div class="ph"><h2>{ "What it runs on" }</h2></div>
            <div class="pb scroll">
                <p class="say"><b>{ match page.clock() { Clock::Real => "Real clock", Clock::Virtual => "Virtual clock" } }</b></p>
                <p class="say lesson">{ clock }</p>
                <dl class="facts">
                    <dt>{ "Python" }</dt><dd>{ python }</dd>
                    <dt>{ "Engine" }</dt><dd>{ size }</dd>
                    <dt>{ "Next engine" }</dt><dd>{ spare }</dd>
                    <dt>{ "Waiting (JSPI)" }</dt><dd>{ if page.engines.jspi { "yes" } else { "not in this browser" } }</dd>
                    if let Some(seed) = page.seed {
                        <dt>{ "Seed" }</dt>
                        <dd>{ seed.to_string() }{ " " }<button type="button" class="lk"
                            onclick={send.act(Action::ForgetSeed)}>{ "do without" }</button></dd>
                    }
                </dl>
            </div>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_in_sentences_are_found() {
        assert_eq!(
            lines_named("a waits on line 16 for the line of line 3."),
            [
                Part::Text("a waits on "),
                Part::Place("line 16", 16),
                Part::Text(" for the line of "),
                Part::Place("line 3", 3),
                Part::Text(".")
            ]
        );
        assert_eq!(lines_named("no line é"), [Part::Text("no line é")]);
    }

    #[test]
    fn the_next_example_follows_the_open_one_and_ends_at_the_end() {
        let example = |id: &str| Example {
            id: id.into(),
            title: id.to_uppercase(),
            lesson: String::new(),
            file: String::new(),
            group: String::new(),
        };
        let list = [example("a"), example("b")];
        let at = |id: &str| Origin::Example {
            id: id.into(),
            title: String::new(),
            lesson: String::new(),
        };
        assert_eq!(following(&list, &at("a")), Some(&list[1]));
        assert_eq!(following(&list, &at("b")), None);
        assert_eq!(following(&list, &Origin::Blank), Some(&list[0]));
    }
}
