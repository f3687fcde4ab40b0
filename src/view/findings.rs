//! What there is to say about the run: deadlocks, blocked loops, what was never awaited; and how it ended.

use std::rc::Rc;

use coroscope_model::protocol::{End, EndKind};
use coroscope_model::trace::{CycleEdge, Finding, FindingKind, Instant};
use yew::{Callback, Html, Properties, classes, function_component, html};

use super::icon;
use super::seen::{Seen, line_link, look, sentence, to};
use super::{Send, about};
use crate::state::look::Move;
use crate::state::output::Part;
use crate::state::{Action, Page, Run};
use crate::text;
use crate::timeline::words::{Reading, clock};

/// The panel.
pub(super) fn pane(page: &Page, send: &Send) -> Html {
    let count = page.look.findings.len();
    let so_far = matches!(page.run, Run::Running { .. });
    let right = match (count, so_far, page.ended().is_some()) {
        (0, ..) => String::new(),
        (_, true, _) => format!("{count} so far"),
        _ => format!("{count} in this run"),
    };
    html! {
        <section class="pane pt p-find" data-testid="explanation" aria-label="Findings">
            <div class="ph"><h2>{ "Findings" }</h2><span class="r">{ right }</span></div>
            <div class="scroll fbody">
                { raised(page, send) }
                <Findings seen={Seen::of(page)} findings={page.look.findings.clone()} current={page.look.finding}
                    act={send.act.clone()} />
                { nothing(page) }
                { this_run(page, send) }
                { about::section(page, send) }
            </div>
        </section>
    }
}

/// An exception that nobody caught comes first.
fn raised(page: &Page, send: &Send) -> Html {
    match &page.run {
        Run::Ended(end) if end.kind == EndKind::Raised => html! {
            <article class="fi">
                <h3><span class="st s-raised">{ icon("g-raised") }</span>{ "An exception ended the program" }
                    <span class="r">{ end.line.map(|line| line_link(line, &send.act)).unwrap_or_default() }</span>
                </h3>
                <p><code class="what">{ end.message.clone() }</code></p>
            </article>
        },
        // A loop that was not traced still says what it waits for.
        Run::Ended(end) if end.kind == EndKind::Deadlocked && page.look.findings.is_empty() => {
            html! {
                <article class="fi">
                    <h3><span class="st s-deadlocked">{ icon("g-deadlocked") }</span>{ "Deadlock" }</h3>
                    <p class="pre">{ with_lines(&end.message, send) }</p>
                </article>
            }
        }
        _ => Html::default(),
    }
}

fn nothing(page: &Page) -> Html {
    if !page.look.findings.is_empty() || !page.has_trace() {
        return match page.has_trace() || !matches!(page.run, Run::Never) {
            true => Html::default(),
            false => html! {
                <p class="hint pad">{ "Deadlocks, steps that block the loop, coroutines never awaited: said in sentences, with their lines." }</p>
            },
        };
    }
    // Of what did not come to its end there may be something to report that nobody has seen.
    let cut_short = match &page.run {
        Run::Ended(end) => end.kind != EndKind::Finished,
        run => matches!(run, Run::Stopped { .. } | Run::Crashed { .. }),
    };
    if cut_short || page.ended().is_none() {
        return Html::default();
    }
    html! {
        <p class="hint pad">{ "Nothing to report: no deadlock, no step of 50 ms or more, nothing left unawaited." }</p>
    }
}

#[derive(Properties, PartialEq)]
struct Props {
    seen: Seen,
    findings: Rc<Vec<Finding>>,
    current: Option<usize>,
    act: Callback<Action>,
}

#[function_component]
fn Findings(props: &Props) -> Html {
    props.seen.read(|reading| {
        props
            .findings
            .iter()
            .enumerate()
            .map(|(at, finding)| draw(at, finding, reading, props))
            .collect()
    })
}

fn kind_icon(kind: FindingKind) -> (&'static str, &'static str, &'static str) {
    match kind {
        FindingKind::Deadlock => ("g-deadlocked", "s-deadlocked", "deadlock"),
        FindingKind::BlockedLoop => ("g-blocked", "s-deadlocked", "blocked_loop"),
        FindingKind::NeverAwaited => ("g-raised", "s-ready", "never_awaited"),
        FindingKind::NeverRetrieved => ("g-raised", "s-raised", "never_retrieved"),
        FindingKind::DestroyedPending => ("g-raised", "s-ready", "destroyed_pending"),
        FindingKind::SwallowedCancellation => {
            ("g-cancelled", "s-cancelled", "swallowed_cancellation")
        }
        FindingKind::CouldRunTogether => ("g-info", "s-running", "could_run_together"),
    }
}

fn draw(at: usize, finding: &Finding, reading: &Reading<'_>, props: &Props) -> Html {
    let (glyph, class, name) = kind_icon(finding.kind);
    let current = props.current == Some(at);
    html! {
        <article class={classes!("fi", current.then_some("cur"))} key={at} data-finding={name}>
            <h3>
                <span class={classes!("st", class)}>{ icon(glyph) }</span>
                <button type="button" class="title" onclick={look(&props.act, Move::Finding(at))}>{ finding.title.clone() }</button>
                <button type="button" class="lk m r" title="Go to this instant" onclick={look(&props.act, Move::Finding(at))}>
                    { clock(finding.at.time) }
                </button>
            </h3>
            <p>{ sentence(reading, &finding.sentences, &props.act) }</p>
            if !finding.cycle.is_empty() { { cycle(&finding.cycle, reading, props) } }
        </article>
    }
}

/// A cycle of waits: each task in a box, each wait an arrow to the next.
fn cycle(edges: &[CycleEdge], reading: &Reading<'_>, props: &Props) -> Html {
    if edges.len() > 12 {
        return Html::default();
    }
    let label = edges
        .iter()
        .map(|edge| {
            format!(
                "{} waits for {}",
                reading.name(edge.from),
                if edge.what.is_empty() {
                    reading.name(edge.to)
                } else {
                    format!("{}, held by {}", edge.what, reading.name(edge.to))
                }
            )
        })
        .collect::<Vec<_>>()
        .join("; ");
    if let [there, back] = edges {
        return pair(there, back, &label, reading);
    }
    ring(edges, &label, reading, props)
}

/// What is written on an arrow.
fn what(edge: &CycleEdge) -> String {
    if edge.what.is_empty() {
        "waits for it".into()
    } else {
        format!("waits for {}", edge.what)
    }
}

fn short(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let mut cut: String = name.chars().take(most - 1).collect();
    cut.push('…');
    cut
}

fn pair(there: &CycleEdge, back: &CycleEdge, label: &str, reading: &Reading<'_>) -> Html {
    let node = |x: f64, name: String| {
        html! {
            <>
                <rect x={x.to_string()} y="17" width="92" height="22" rx="4" fill="var(--bg1)" stroke="var(--bad)" stroke-width="1.4" />
                <text class="nn" x={(x + 46.0).to_string()} y="32" text-anchor="middle">{ short(&name, 12) }</text>
            </>
        }
    };
    let said = |y: f64, text: String| {
        let width = text.chars().count() as f64 * 5.9 + 8.0;
        html! {
            <>
                <rect x={(165.0 - width / 2.0).to_string()} y={(y - 12.0).to_string()} width={width.to_string()} height="16" fill="var(--bg0)" />
                <text x="165" y={y.to_string()} text-anchor="middle">{ text }</text>
            </>
        }
    };
    html! {
        <svg class="cyc" viewBox="0 0 330 60" role="img" aria-label={label.to_owned()}>
            { node(1.0, reading.name(there.from)) }
            { node(237.0, reading.name(there.to)) }
            <path d="M94 23C140 5 190 5 234 22" fill="none" stroke="var(--bad)" stroke-width="1.5" marker-end="url(#a-bad)" />
            <path d="M236 34C190 52 140 52 96 35" fill="none" stroke="var(--bad)" stroke-width="1.5" marker-end="url(#a-bad)" />
            { said(13.0, short(&what(there), 24)) }
            { said(51.0, short(&what(back), 24)) }
        </svg>
    }
}

/// More than two stand in a ring.
fn ring(edges: &[CycleEdge], label: &str, reading: &Reading<'_>, props: &Props) -> Html {
    let count = edges.len() as f64;
    let height = 160.0 + (count - 3.0) * 22.0;
    let (cx, cy, rx, ry) = (180.0, height / 2.0, 132.0, height / 2.0 - 20.0);
    let place = |at: f64| {
        let angle = at / count * std::f64::consts::TAU - std::f64::consts::FRAC_PI_2;
        (cx + rx * angle.cos(), cy + ry * angle.sin())
    };
    // Where the way from one box to another leaves the first.
    let leave = |from: (f64, f64), to: (f64, f64)| {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let part = (49.0 / dx.abs().max(0.01)).min(13.0 / dy.abs().max(0.01));
        (from.0 + dx * part, from.1 + dy * part)
    };
    let arrows = edges.iter().enumerate().map(|(at, edge)| {
        let (a, b) = (place(at as f64), place(at as f64 + 1.0));
        let (from, to) = (leave(a, b), leave(b, a));
        let text = short(&edge.what, 16);
        let wide = text.chars().count() as f64 * 5.9 + 8.0;
        // Between two that stand side by side it would cover the arrow, and stands above it.
        let covers = (from.1 - to.1).abs() < 12.0 && (from.0 - to.0).abs() < wide + 30.0;
        let lift = if covers { 14.0 } else { 0.0 };
        let middle = (
            f64::midpoint(from.0, to.0),
            f64::midpoint(from.1, to.1) - lift,
        );
        html! {
            <>
                <path d={format!("M{:.1} {:.1}L{:.1} {:.1}", from.0, from.1, to.0, to.1)} fill="none" stroke="var(--bad)"
                    stroke-width="1.5" marker-end="url(#a-bad)" />
                if !text.is_empty() {
                    <rect x={(middle.0 - wide / 2.0).to_string()} y={(middle.1 - 8.0).to_string()} width={wide.to_string()}
                        height="16" fill="var(--bg0)" />
                    <text x={middle.0.to_string()} y={(middle.1 + 4.0).to_string()} text-anchor="middle">{ text }</text>
                }
            </>
        }
    });
    let nodes = edges.iter().enumerate().map(|(at, edge)| {
        let (x, y) = place(at as f64);
        html! {
            <g class="hit" onclick={look(&props.act, Move::Select(Some(edge.from)))}>
                <rect x={(x - 46.0).to_string()} y={(y - 11.0).to_string()} width="92" height="22" rx="4" fill="var(--bg1)"
                    stroke="var(--bad)" stroke-width="1.4" />
                <text class="nn" x={x.to_string()} y={(y + 4.0).to_string()} text-anchor="middle">
                    { short(&reading.name(edge.from), 12) }
                </text>
            </g>
        }
    });
    html! {
        <svg class="cyc ring" viewBox={format!("0 0 360 {height}")} role="img" aria-label={label.to_owned()}>
            { for arrows }{ for nodes }
        </svg>
    }
}

fn figure(name: &'static str, value: String, title: &'static str) -> Html {
    html! { <div {title}><dt>{ name }</dt><dd>{ value }</dd></div> }
}

/// How the run went, in figures.
fn this_run(page: &Page, send: &Send) -> Html {
    let lines = page.output.lines();
    let (say, figures) = match &page.run {
        Run::Never | Run::Queued => return Html::default(),
        Run::Opened => (
            "This trace came from a file: nothing runs here.".to_owned(),
            Html::default(),
        ),
        Run::Running {
            since,
            waits_for_input,
            ..
        } => (
            if *waits_for_input {
                "The program waits for a line of input, below the output.".to_owned()
            } else {
                String::new()
            },
            html! {
                <>
                    { figure("wall time", text::elapsed(page.now - since), "How long it has gone on") }
                    { figure("events", text::count(page.recording.last()), "Events traced so far") }
                    { figure("lines", text::count(lines), "Lines printed so far") }
                </>
            },
        ),
        Run::Ended(end) => (ended(end), end_figures(end, page)),
        Run::Stopped { after } => (
            stopped(page),
            stopped_figures(*after, page),
        ),
        Run::Crashed { after } => (
            "The engine broke under the program: most often it ran out of memory. Your program, its output and its \
             trace so far are kept."
                .to_owned(),
            stopped_figures(*after, page),
        ),
    };
    let dropped = page.recording.trace().dropped();
    html! {
        <article class="fi run" aria-label="This run">
            <h3>{ "This run" }
                if page.has_trace() {
                    <button type="button" class="lk r" onclick={to(&send.act, Action::Toggle(crate::state::Open::Export))}>
                        { "Save its trace" }
                    </button>
                }
            </h3>
            if !say.is_empty() { <p>{ say }</p> }
            if dropped > 0 {
                <p>{ format!("Its first {} events were dropped, to bound memory.", text::count(dropped)) }</p>
            }
            <dl class="figures">{ figures }</dl>
        </article>
    }
}

fn ended(end: &End) -> String {
    match end.kind {
        EndKind::Finished if end.exit_code == 0 => "The program came to its end.".into(),
        EndKind::Finished => format!("The program left with exit code {}.", end.exit_code),
        EndKind::Stopped => "The program was interrupted.".into(),
        EndKind::Raised | EndKind::Deadlocked => String::new(),
    }
}

/// Of a program that did not end when it was told to.
fn stopped(page: &Page) -> String {
    let how = "You stopped the program. It went on all the same, as a loop without an await does, and was ended together \
               with its engine. Its output and its trace are kept";
    let trace = page.recording.trace();
    let Instant { time, .. } = trace.instant(trace.last());
    match page.has_trace() && !trace.ends_in_step() {
        // Steps went by so fast that they were told together, and the last ones were not told any more.
        true => format!(
            "{how} until {}: what it did after that is missing.",
            clock(time)
        ),
        false => format!("{how}."),
    }
}

fn end_figures(end: &End, page: &Page) -> Html {
    html! {
        <>
            { figure("wall time", text::duration(end.wall_ms), "How long it took you to wait") }
            { figure("loop time", text::duration(end.loop_ms), "How far the loop's clock went") }
            { figure("turns", text::count(end.turns), "Turns of the event loop") }
            { figure("tasks", text::count(end.tasks), "Tasks created") }
            { figure("events", text::count(page.recording.last()), "Events traced") }
            { figure("lines", text::count(page.output.lines()), "Lines printed") }
        </>
    }
}

fn stopped_figures(after: f64, page: &Page) -> Html {
    html! {
        <>
            { figure("wall time", text::duration(after), "How long it went on") }
            { figure("events", text::count(page.recording.last()), "Events traced") }
            { figure("lines", text::count(page.output.lines()), "Lines printed") }
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
    fn long_names_are_cut() {
        assert_eq!(short("worker-1", 12), "worker-1");
        assert_eq!(short("a-very-long-name", 12), "a-very-long…");
    }
}
