//! What the program is about and what it runs on: in the empty timeline before the first run, and under the findings.

use coroscope_model::protocol::Clock;
use yew::{Html, html};

use super::{Ask, Send, icon};
use crate::state::program::{Example, Origin, Program};
use crate::state::{Action, Download, Gallery, Open, Page, Run};
use crate::text;

/// What stands in place of the lanes before there are any.
pub(super) fn empty(page: &Page, send: &Send) -> Html {
    let (title, lesson) = words(&page.program);
    let (head, say) = match &page.run {
        Run::Queued => (
            "Waits for Python".to_owned(),
            "The program runs as soon as Python is there. You can edit it meanwhile.".to_owned(),
        ),
        Run::Running { .. } => (
            "Running".to_owned(),
            "Nothing has happened on an event loop yet.".to_owned(),
        ),
        Run::Never => (title, lesson),
        _ => (
            "Nothing on a timeline".to_owned(),
            "This program ran no event loop.".to_owned(),
        ),
    };
    html! {
        <div class="empty">
            <div class="empty-in">
                <h2>{ head }</h2>
                <p class="say">{ say }</p>
                { progress(page) }
                if page.can_run() {
                    <div class="row">
                        <button type="button" class="btn pri" onclick={send.ask(Ask::Run)}>{ icon("g-running") }{ "Run it" }</button>
                        <button type="button" class="btn" onclick={send.act(Action::Toggle(Open::Programs))}>{ "Other programs" }</button>
                    </div>
                    <ul class="promise">
                        <li>{ icon("g-task") }<span>{ "Every task gets a lane here: when it ran, when it was ready, what it waited for." }</span></li>
                        <li>{ icon("g-reset") }<span>{ "Wind the run back and forth; the program beside shows on which line every task stands." }</span></li>
                        <li>{ icon("g-deadlocked") }<span>{ "Deadlocks, blocked loops and lost exceptions are explained, with lines." }</span></li>
                    </ul>
                }
                { engine(page, send) }
            </div>
        </div>
    }
}

fn progress(page: &Page) -> Html {
    match (&page.engines.download, page.loaded()) {
        (Download::Loading { received, total }, part) => html! {
            <div class="prog-box">
                <div class="prog"><i style={format!("transform:scaleX({:.4})", part.unwrap_or(0.0))} /></div>
                <span class="q3">{ format!("Python, {}", text::progress(*received, *total)) }</span>
            </div>
        },
        _ => Html::default(),
    }
}

/// Under the findings: what the program is about, and what to read next.
pub(super) fn section(page: &Page, send: &Send) -> Html {
    if matches!(page.run, Run::Never) && !page.has_trace() {
        return Html::default();
    }
    let (title, lesson) = words(&page.program);
    html! {
        <article class="fi about-program" aria-label="About this program">
            <h3>{ title }</h3>
            <p>{ lesson }</p>
            <div class="row">
                { next(page, send) }
                if page.kept().is_some() {
                    <button type="button" class="btn" onclick={send.ask(Ask::Back)}>{ icon("g-back") }{ "Back to my program" }</button>
                }
            </div>
        </article>
    }
}

/// What a program is called, and what it is about. What an example says holds as long as its text is the example's.
fn words(program: &Program) -> (String, String) {
    match &program.origin {
        Origin::Example { title, .. } if program.edited => (
            program.title().into(),
            format!("Made from the example “{title}”. It is saved in this browser as you type."),
        ),
        Origin::Example { title, lesson, .. } => (title.clone(), lesson.clone()),
        Origin::Link { .. } => (
            "Shared program".into(),
            "Somebody sent you this as a link. It runs in a sandbox in this browser; edit it as you like.".into(),
        ),
        Origin::File { name } => (
            name.clone(),
            "From your disk. The file itself stays as it is.".into(),
        ),
        Origin::Blank => (
            "Untitled".into(),
            "Your own. It is saved in this browser as you type.".into(),
        ),
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
        Clock::Real => "Real clock: sleeps take as long as they say.",
        Clock::Virtual => {
            "Virtual clock: when every task waits, time jumps to the next deadline, and every run is the same."
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
    html! {
        <p class="q3 facts-line">
            { format!("Python {python}, engine {size}. {clock}") }
            if let Some(seed) = page.seed {
                { format!(" Seed {seed}, ") }
                <button type="button" class="lk" onclick={send.act(Action::ForgetSeed)}>{ "do without" }</button>{ "." }
            }
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_that_was_edited_is_the_visitors_own() {
        let mut program = Program::starter();
        let (title, lesson) = words(&program);
        assert_eq!(title, "Breakfast for one");
        assert_eq!(
            lesson,
            "Tasks take turns: while one of them waits, the others carry on."
        );
        program.edited = true;
        let (title, lesson) = words(&program);
        assert_eq!(title, "Your program");
        assert_eq!(
            lesson,
            "Made from the example “Breakfast for one”. It is saved in this browser as you type."
        );
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
