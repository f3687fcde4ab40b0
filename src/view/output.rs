//! The output's pane.
//!
//! The element `output` holds exactly what the program printed. Marks, notes and what the visitor typed are drawn by
//! the style sheet from attributes, so that they are seen and heard, but are no text of the element.

use std::rc::Rc;

use coroscope_model::protocol::Stream;
use coroscope_model::trace::TaskNo;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlInputElement, SubmitEvent};
use yew::{
    Callback, Html, Properties, classes, function_component, html, use_effect_with, use_node_ref,
    use_state,
};

use super::seen::Seen;
use super::{Send, icon};
use crate::state::output::{self, Block, Line, Lines, Output, parts};
use crate::state::program::FILE;
use crate::state::{self, Action, Copied, Page};
use crate::timeline::Recording;
use crate::timeline::words::clock;
use crate::{browser, text};

/// The output's pane.
pub(super) fn pane(page: &Page, send: &Send) -> Html {
    let output = &page.output;
    let nothing = output.is_empty();
    let copy = match page.copied {
        Some((Copied::Output, true)) => "Copied",
        Some((Copied::Output, false)) => "Not copied",
        _ => "Copy",
    };
    html! {
        <section class="pane pt p-out" aria-label="Output">
            <div class="ph">
                <h2>{ "Output" }</h2>
                <span class="r">
                    if !nothing { { text::counted(output.lines(), "line", "lines") } }
                </span>
                <button type="button" class="tool" disabled={nothing} onclick={send.act(Action::CopyOutput)}>
                    { icon("g-copy") }{ copy }
                </button>
                <button type="button" class="tool" disabled={nothing} onclick={send.act(Action::ClearOutput)}>
                    { icon("g-clear") }{ "Clear" }
                </button>
            </div>
            <div class="out-box">
                <Log output={output.clone()} seen={Seen::of(page)} act={send.act.clone()} />
                if nothing { { hint(page) } }
            </div>
            if page.wants_input() { <Stdin act={send.act.clone()} /> }
        </section>
    }
}

/// What to say while there is no output.
fn hint(page: &Page) -> Html {
    let text = match &page.run {
        state::Run::Never => "Run the program, and what it prints appears here as it is printed.",
        state::Run::Queued => "The program runs as soon as Python is ready.",
        state::Run::Running {
            waits_for_input: true,
            ..
        } => "The program waits for a line of input.",
        state::Run::Running { .. } => "Nothing is printed yet.",
        state::Run::Opened => "A trace holds no output, only when it was printed.",
        state::Run::Ended(_) | state::Run::Stopped { .. } | state::Run::Crashed { .. } => {
            "The program printed nothing."
        }
    };
    html! { <p class="hint">{ text }</p> }
}

#[derive(Properties, PartialEq)]
struct LogProps {
    output: Output,
    seen: Seen,
    act: Callback<Action>,
}

/// More lines than this get no time and task beside them: a row for each would be more than a page can lay out.
const STAMPED: u64 = 2_000;

/// The scrolling pane with the text. It follows the newest line until the reader scrolls up.
#[function_component]
fn Log(props: &LogProps) -> Html {
    let pane = use_node_ref();
    let follows = use_state(|| true);
    {
        let (pane, follows) = (pane.clone(), follows.setter());
        use_effect_with((), move |()| {
            let changed = Closure::<dyn FnMut(bool)>::new(move |now| follows.set(now));
            if let Some(pane) = pane.cast::<Element>() {
                browser::follow(&pane, &changed);
                browser::copy_exactly(&pane);
            }
            // It lives as long as the effect's clean-up does: as long as the pane.
            move || drop(changed)
        });
    }
    let on_line = {
        let act = props.act.clone();
        yew::use_callback((), move |line: u32, ()| act.emit(Action::GoTo(line)))
    };
    let newest = Callback::from(|_| browser::grown(true));
    let output = &props.output;
    let stamped = output.lines() <= STAMPED && !props.seen.is_empty();
    let event = props.seen.moment.event;
    let elsewhere = (event < props.seen.recording.last()).then_some(event);
    // Both have the page laid out at once: only where something there has changed.
    let shown = (output.clone(), stamped, elsewhere);
    use_effect_with(shown, |(_, _, elsewhere)| match elsewhere {
        None => browser::grown(false),
        Some(_) => browser::show_now(),
    });
    html! {
        <>
            <div class={classes!("out", "scroll", stamped.then_some("stamped"))} ref={pane} tabindex="0" role="region"
                aria-label="Output of the program" data-after-editor="" data-testid="output">
                { blocks(&output.head, output.cleared, stamped, props, &on_line) }
                if let Some(note) = output.gap() { <div class="gap" key="gap" data-note={note} /> }
                { tail(&output.tail, &on_line) }
            </div>
            if !*follows && !output.is_empty() && elsewhere.is_none() {
                <button type="button" class="btn newest" onclick={newest}>{ icon("g-down") }{ "Newest" }</button>
            }
        </>
    }
}

fn blocks(
    lines: &Lines,
    mut from: u64,
    stamped: bool,
    props: &LogProps,
    on_line: &Callback<u32>,
) -> Html {
    let seen = &props.seen;
    let (by_now, known) = {
        let stamps = seen.recording.stamps();
        let at = stamps.partition_point(|stamp| stamp.event <= seen.moment.event);
        let by_now = at
            .checked_sub(1)
            .and_then(|at| stamps.get(at))
            .map_or(0, |stamp| stamp.until);
        (by_now, stamps.last().map_or(0, |stamp| stamp.until))
    };
    let at_end = seen.is_empty() || seen.moment.event >= seen.recording.last();
    lines
        .blocks
        .iter()
        .enumerate()
        .map(|(index, block)| {
            let lot = Part::of(block, from, by_now, known, at_end);
            let begin = from;
            from += block.chars;
            // A line that holds the instant within it is drawn at every stop; the others are not.
            let picked = seen.selected.filter(|_| stamped);
            html! {
                <Lot key={format!("h{index}")} block={Shared(block.clone())} from={begin} lot={lot} {picked}
                    recording={stamped.then(|| Same(seen.recording.clone()))} on_line={on_line.clone()} />
            }
        })
        .collect()
}

fn tail(lines: &Lines, on_line: &Callback<u32>) -> Html {
    lines
        .blocks
        .iter()
        .enumerate()
        .map(|(index, block)| {
            let count = block.lines.len();
            html! {
                <Lot key={format!("t{index}")} block={Shared(block.clone())} from={0} lot={Part { printed: count, stamped: 0, now: false }}
                    picked={None::<TaskNo>} recording={None::<Same>} on_line={on_line.clone()} />
            }
        })
        .collect()
}

/// How much of a block was printed by the instant, and of how much of it is known when.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Part {
    /// Lines that were begun by the instant.
    printed: usize,
    /// Lines whose time is known.
    stamped: usize,
    /// Whether the instant lies in this block: some of its lines are later, or the next block's are.
    now: bool,
}

impl Part {
    fn of(block: &Block, from: u64, by_now: u64, known: u64, at_end: bool) -> Self {
        let to = from + block.chars;
        let count = |limit: u64| {
            if limit >= to {
                return block.lines.len();
            }
            let mut at = from;
            block
                .lines
                .iter()
                .take_while(|line| {
                    let begun = at < limit;
                    at += line.chars();
                    begun
                })
                .count()
        };
        Self {
            printed: if at_end {
                block.lines.len()
            } else {
                count(by_now)
            },
            stamped: count(known),
            now: !at_end && from <= by_now && by_now < to,
        }
    }
}

/// A block that is equal to another only if it is the same one: they are never changed once they are shared.
#[derive(Clone)]
struct Shared(Rc<Block>);

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// A trace whose growth does not matter: when a line was printed never changes.
#[derive(Clone)]
struct Same(Recording);

impl PartialEq for Same {
    fn eq(&self, other: &Self) -> bool {
        self.0.is_same(&other.0)
    }
}

#[derive(Properties, PartialEq)]
struct LotProps {
    block: Shared,
    /// Its place in all that was printed, in characters.
    from: u64,
    lot: Part,
    picked: Option<TaskNo>,
    recording: Option<Same>,
    on_line: Callback<u32>,
}

/// Some lines, drawn anew only when one of them changed, and laid out only when near the view.
#[function_component]
fn Lot(props: &LotProps) -> Html {
    let lines = &props.block.0.lines;
    let body = match &props.recording {
        Some(Same(recording)) => stamped(lines, recording, props),
        None => {
            let (printed, later) = lines.split_at(props.lot.printed.min(lines.len()));
            let draw = |lines: &[Line], later: bool| -> Html {
                runs(lines)
                    .into_iter()
                    .map(|run| draw_run(&run, later, &props.on_line))
                    .collect()
            };
            html! { <>{ draw(printed, false) }{ draw(later, true) }</> }
        }
    };
    html! {
        <div class="lot" style={format!("--lines:{}", lines.len())}>{ body }</div>
    }
}

/// A row for each line, with when and by whom it was printed beside it.
fn stamped(lines: &[Line], recording: &Recording, props: &LotProps) -> Html {
    let stamps = recording.stamps();
    let mut from = props.from;
    lines
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let place = stamps.partition_point(|stamp| stamp.until <= from);
            from += line.chars();
            let stamp = stamps.get(place).filter(|_| at < props.lot.stamped);
            let by = stamp.and_then(|stamp| stamp.by);
            let name = by
                .and_then(|by| {
                    let trace = recording.trace();
                    trace.task(by).map(|info| trace.text(info.name).to_owned())
                })
                .unwrap_or_default();
            let is_error = line
                .pieces
                .iter()
                .all(|piece| piece.stream == Stream::Stderr)
                && !line.pieces.is_empty();
            let is_now = props.lot.now && at == props.lot.printed;
            let class = classes!(
                "ol",
                is_error.then_some("err"),
                (at >= props.lot.printed).then_some("later"),
                (by.is_some() && by == props.picked).then_some("sel"),
                is_now.then_some("now")
            );
            html! {
                <div {class} data-at={stamp.map(|stamp| clock(stamp.time).trim_end_matches(" s").to_owned())}
                    data-by={name}>
                    { pieces(line, is_error, &props.on_line) }
                </div>
            }
        })
        .collect()
}

/// Lines that can be drawn as one element. A flood has tens of thousands of lines, and an element for each would be
/// more than a page can lay out many times a second.
#[derive(Debug, PartialEq)]
enum Run<'a> {
    /// Whole lines of one stream, put together.
    Plain(Stream, String),
    /// A line of both streams, or one that ends in what the visitor typed.
    Mixed(&'a Line),
}

fn runs(lines: &[Line]) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    for line in lines {
        let stream = line.pieces.first().map(|piece| piece.stream);
        let Some(stream) = stream.filter(|&stream| {
            line.echo.is_none() && line.pieces.iter().all(|piece| piece.stream == stream)
        }) else {
            runs.push(Run::Mixed(line));
            continue;
        };
        if !matches!(runs.last(), Some(Run::Plain(last, _)) if *last == stream) {
            runs.push(Run::Plain(stream, String::new()));
        }
        if let Some(Run::Plain(_, text)) = runs.last_mut() {
            text.extend(line.pieces.iter().map(|piece| piece.text.as_str()));
        }
    }
    runs
}

fn draw_run(run: &Run<'_>, later: bool, on_line: &Callback<u32>) -> Html {
    let later = later.then_some("later");
    match run {
        Run::Plain(stream, text) => {
            let is_error = *stream == Stream::Stderr;
            html! { <div class={classes!("ol", is_error.then_some("err"), later)}>{ draw_text(text, on_line) }</div> }
        }
        Run::Mixed(line) => {
            html! { <div class={classes!("ol", later)}>{ pieces(line, false, on_line) }</div> }
        }
    }
}

/// A line's text; what went to stderr is marked, unless all of it did.
fn pieces(line: &Line, is_error: bool, on_line: &Callback<u32>) -> Html {
    let pieces = line.pieces.iter().map(|piece| {
        let text = draw_text(&piece.text, on_line);
        match piece.stream {
            Stream::Stderr if !is_error => html! { <span class="err">{ text }</span> },
            _ => text,
        }
    });
    html! {
        <>
            { for pieces }
            if let Some(echo) = &line.echo { <span class="echo" data-echo={echo.clone()} /> }
        </>
    }
}

fn draw_text(text: &str, on_line: &Callback<u32>) -> Html {
    let draw = |part: output::Part<'_>| match part {
        output::Part::Text(text) => Html::from(text.to_owned()),
        output::Part::Place(text, line) => {
            let onclick = on_line.reform(move |_| line);
            html! { <button type="button" class="lk" data-line={line.to_string()} {onclick}>{ text.to_owned() }</button> }
        }
    };
    parts(text, FILE).into_iter().map(draw).collect()
}

#[derive(Properties, PartialEq)]
struct StdinProps {
    act: Callback<Action>,
}

/// Where the visitor answers `input()`.
#[function_component]
fn Stdin(props: &StdinProps) -> Html {
    let line = use_node_ref();
    let onsubmit = {
        let (line, act) = (line.clone(), props.act.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(input) = line.cast::<HtmlInputElement>() {
                act.emit(Action::Typed(input.value()));
                input.set_value("");
            }
        })
    };
    let onkeydown = {
        let act = props.act.clone();
        Callback::from(move |event: yew::KeyboardEvent| {
            if event.ctrl_key() && event.key() == "d" {
                event.prevent_default();
                act.emit(Action::EndOfInput);
            }
        })
    };
    let end = {
        let act = props.act.clone();
        Callback::from(move |_| act.emit(Action::EndOfInput))
    };
    html! {
        <form class="stdin" {onsubmit}>
            { icon("g-input") }
            <input ref={line} data-testid="stdin" aria-label="A line of input for the program" autocomplete="off"
                autocapitalize="off" spellcheck="false" placeholder="A line of input" {onkeydown} />
            <button type="submit" class="btn pri">{ "Send" }</button>
            <button type="button" class="btn" title="End of input (Ctrl D): input() raises EOFError" onclick={end}>
                { "End" }
            </button>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use coroscope_model::protocol::Chunk;

    #[test]
    fn lines_of_one_stream_are_drawn_together() {
        let chunk = |stream, text: &str| Chunk {
            stream,
            text: text.into(),
        };
        let mut output = Output::default();
        output.append(&[
            chunk(Stream::Stdout, "a\n\nb\n"),
            chunk(Stream::Stderr, "c\nd\n"),
            chunk(Stream::Stdout, "e"),
        ]);
        output.echo("typed");
        output.append(&[
            chunk(Stream::Stdout, "f"),
            chunk(Stream::Stderr, "g\n"),
            chunk(Stream::Stdout, "h\n"),
        ]);
        let lines = &output.head.blocks[0].lines;
        assert_eq!(
            runs(lines),
            [
                Run::Plain(Stream::Stdout, "a\n\nb\n".into()),
                Run::Plain(Stream::Stderr, "c\nd\n".into()),
                Run::Mixed(&lines[5]),
                Run::Mixed(&lines[6]),
                Run::Plain(Stream::Stdout, "h\n".into()),
            ]
        );
    }
}
