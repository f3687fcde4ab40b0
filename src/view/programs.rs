//! The picker: files, the visitor's own programs, and the examples under their headings.

use web_sys::{HtmlInputElement, InputEvent, KeyboardEvent};
use yew::{Callback, Html, Properties, TargetCast, classes, function_component, html, use_state};

use super::dialog::Dialog;
use super::{Ask, Send, icon};
use crate::state::program::{Example, Origin};
use crate::state::{Action, Gallery, Page};
use crate::text;

/// The picker.
pub(super) fn dialog(page: &Page, send: &Send) -> Html {
    let open = match &page.program.origin {
        Origin::Example { id, .. } => id.clone(),
        _ => String::new(),
    };
    html! {
        <Dialog title="Programs" class="large" on_close={send.act(Action::Close)}>
            <div class="row files">
                { file_button("g-open", "Open a file", Ask::Upload, send) }
                { file_button("g-save", "Download", Ask::Download, send) }
                { file_button("g-next", "New program", Ask::New, send) }
                if page.program.edited { { file_button("g-reset", "Reset", Ask::Reset, send) } }
                if page.kept().is_some() { { file_button("g-back", "Back to my program", Ask::Back, send) } }
            </div>
            { recents(page, send) }
            { match &page.gallery {
                Gallery::Loading => html! { <p class="about">{ "Loading the examples." }</p> },
                Gallery::Failed(why) => html! {
                    <p class="warn">{ icon("g-raised") }
                        <span>{ format!("The examples could not be loaded: {why}. Close this and open it to try again.") }</span>
                    </p>
                },
                Gallery::Ready(list) => html! { <Examples list={list.clone()} {open} send={send.clone()} /> },
            } }
        </Dialog>
    }
}

fn file_button(picture: &'static str, text: &'static str, ask: Ask, send: &Send) -> Html {
    html! { <button type="button" class="btn" onclick={send.ask(ask)}>{ icon(picture) }{ text }</button> }
}

fn recents(page: &Page, send: &Send) -> Html {
    if page.recents.is_empty() {
        return Html::default();
    }
    html! {
        <section class="group">
            <h3>{ "Your programs in this browser" }</h3>
            <ul>
                { for page.recents.iter().map(|recent| html! {
                    <li><button type="button" class="pick" onclick={send.ask(Ask::Recent(recent.key.clone()))}>
                        <b>{ recent.title.clone() }</b>
                        <span>
                            <code>{ recent.first_line.clone() }</code>
                            { format!(" · {} · {}", text::counted(recent.lines as u64, "line", "lines"),
                                text::ago(page.now - recent.at)) }
                        </span>
                    </button></li>
                }) }
            </ul>
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct ExamplesProps {
    list: Vec<Example>,
    /// Which is open.
    open: String,
    send: Send,
}

/// The examples, with a field to find one by any of its words.
#[function_component]
fn Examples(props: &ExamplesProps) -> Html {
    let wanted = use_state(String::new);
    let found: Vec<&Example> = props
        .list
        .iter()
        .filter(|example| matches(example, &wanted))
        .collect();
    let oninput = {
        let wanted = wanted.clone();
        Callback::from(move |event: InputEvent| {
            wanted.set(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    let onkeydown = {
        let first = found.first().map(|example| example.id.clone());
        let act = props.send.act.clone();
        Callback::from(move |event: KeyboardEvent| {
            if let ("Enter", Some(id)) = (event.key().as_str(), &first) {
                event.prevent_default();
                act.emit(Action::WantExample(id.clone()));
            }
        })
    };
    html! {
        <>
            <label class="find">
                { icon("g-find") }
                <input type="search" placeholder="Find an example" aria-label="Find an example" data-testid="find-example"
                    value={(*wanted).clone()} {oninput} {onkeydown} />
            </label>
            if found.is_empty() { <p class="about">{ "No example has these words." }</p> }
            <div class="groups">
                { for groups(&found).into_iter().map(|(name, examples)| html! {
                    <section class="group" key={name.to_owned()}>
                        <h3>{ name.to_owned() }</h3>
                        <ul>{ for examples.into_iter().map(|example| pick(example, props)) }</ul>
                    </section>
                }) }
            </div>
        </>
    }
}

fn pick(example: &Example, props: &ExamplesProps) -> Html {
    let is_open = example.id == props.open;
    html! {
        <li key={example.id.clone()}>
            <button type="button" class={classes!("pick", is_open.then_some("cur"))} data-example={example.id.clone()}
                aria-current={is_open.then_some("true")}
                onclick={props.send.act(Action::WantExample(example.id.clone()))}>
                <b>{ example.title.clone() }</b><span>{ example.lesson.clone() }</span>
            </button>
        </li>
    }
}

/// Whether an example has all the words, in any case.
fn matches(example: &Example, wanted: &str) -> bool {
    let text = [
        &*example.title,
        &example.lesson,
        &example.group,
        &example.id,
    ]
    .join(" ")
    .to_lowercase();
    wanted
        .to_lowercase()
        .split_whitespace()
        .all(|word| text.contains(word))
}

/// The examples under their headings, in the order in which the headings first come up.
fn groups<'a>(examples: &[&'a Example]) -> Vec<(&'a str, Vec<&'a Example>)> {
    let mut groups: Vec<(&str, Vec<&Example>)> = Vec::new();
    for &example in examples {
        match groups.iter_mut().find(|(name, _)| *name == example.group) {
            Some((_, group)) => group.push(example),
            None => groups.push((&example.group, vec![example])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(id: &str, title: &str, group: &str) -> Example {
        Example {
            id: id.into(),
            title: title.into(),
            lesson: "One at a time.".into(),
            file: format!("{id}.py"),
            group: group.into(),
        }
    }

    #[test]
    fn examples_are_found_by_all_their_words() {
        let lock = example("lock", "Lock", "Synchronisation");
        for wanted in ["", "LOCK", "time one", " sync  lock "] {
            assert!(matches(&lock, wanted), "{wanted}");
        }
        assert!(!matches(&lock, "lock queue"));
    }

    #[test]
    fn groups_keep_the_order_of_the_list() {
        let list = [
            example("a", "A", "One"),
            example("b", "B", "Two"),
            example("c", "C", "One"),
        ];
        let all: Vec<&Example> = list.iter().collect();
        let names: Vec<_> = groups(&all)
            .into_iter()
            .map(|(name, group)| (name, group.iter().map(|e| &*e.id).collect::<String>()))
            .collect();
        assert_eq!(names, [("One", "ac".to_owned()), ("Two", "b".to_owned())]);
    }

    #[test]
    fn the_list_in_the_tree_is_readable() {
        let list: Vec<Example> =
            serde_json::from_str(include_str!("../../www/examples/index.json")).unwrap();
        assert_eq!(list[0].id, crate::state::program::STARTER_ID);
        let Origin::Example { title, lesson, .. } = Origin::starter() else {
            panic!("the starter is an example")
        };
        assert_eq!((&list[0].title, &list[0].lesson), (&title, &lesson));
    }
}
