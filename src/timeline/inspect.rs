//! What there is to know about one task at a moment.

use coroscope_model::trace::{
    Counters, MarkKind, Nanos, Phase, Piece, Record, Running, Settled, SpanKind, StackId, StepEnd,
    TaskNo,
};

use super::recording::Recording;
use super::words::{Reading, Sentence, Stand, clock};

/// A frame of the await stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The qualified name of what is executing.
    pub name: String,
    /// Its line, if it is in the visitor's program.
    pub line: Option<u32>,
    /// Whether it is the innermost of the visitor's own.
    pub leaf: bool,
}

/// A thing in a task's past, such as a step of its cancellation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// After which event.
    pub event: u64,
    /// At which loop time.
    pub time: Nanos,
    /// Its icon.
    pub glyph: &'static str,
    /// What happened.
    pub say: Vec<Piece>,
}

/// How a task's time is split, in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// Real time in its steps.
    pub busy: Nanos,
    /// Loop time in the ready queue.
    pub ready: Nanos,
    /// Loop time waiting.
    pub waiting: Nanos,
    /// Steps.
    pub steps: u32,
    /// Wake-ups.
    pub wakeups: u32,
}

/// What there is to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// Which task.
    pub task: TaskNo,
    /// Its name.
    pub name: String,
    /// How it stands.
    pub stand: Stand,
    /// In a sentence.
    pub say: Vec<Piece>,
    /// Outermost first.
    pub stack: Vec<Frame>,
    /// How its time is split.
    pub split: Split,
    /// When it was created.
    pub created: Nanos,
    /// Where.
    pub created_line: Option<u32>,
    /// By whom.
    pub by: Option<TaskNo>,
    /// Its coroutine function.
    pub coroutine: String,
    /// That one's line, if it is the visitor's.
    pub coroutine_line: Option<u32>,
    /// How it ended.
    pub end: Option<(Settled, String, Option<u32>)>,
    /// Its last cancellation, step by step.
    pub cancellation: Vec<Past>,
    /// How many cancellations were requested up to the moment.
    pub cancellations: usize,
    /// Who waits for it to end.
    pub awaited_by: Vec<TaskNo>,
}

/// Everything about a task.
pub fn inspect(recording: &Recording, reading: &Reading<'_>, task: TaskNo) -> Inspection {
    let trace = reading.trace;
    let stand = reading.stand(task);
    let known = reading.state.tasks.get(&task);
    let info = trace.task(task);
    let code = info.and_then(|info| trace.code(info.code));
    let end = known.and_then(|known| match known.phase {
        Phase::Done { how, text, stack } => Some((
            how,
            trace.text(text).to_owned(),
            trace.own_place(stack).map(|place| place.line),
        )),
        _ => None,
    });
    let requests = requests(recording, task, reading.moment.event);
    Inspection {
        task,
        name: reading.name(task),
        say: reading.sentence(task),
        stack: known.map_or_else(Vec::new, |known| {
            frames(
                reading,
                known.stack,
                matches!(known.phase, Phase::Done { .. }),
            )
        }),
        split: known.map_or_else(Split::default, |known| {
            split(known.counters, known.phase, reading.since(known.since.time))
        }),
        created: info.map_or(0, |info| info.at.time),
        created_line: info
            .and_then(|info| trace.own_place(info.created))
            .map(|place| place.line),
        by: info.and_then(|info| info.by),
        coroutine: code.map_or_else(String::new, |code| trace.text(code.name).to_owned()),
        coroutine_line: code.filter(|code| code.own).map(|code| code.line),
        end,
        cancellation: requests
            .last()
            .map_or_else(Vec::new, |event| chain(recording, reading, task, *event)),
        cancellations: requests.len(),
        awaited_by: recording.awaited_by(reading.state, task),
        stand,
    }
}

/// The totals go up to the last change of phase; adds what has passed since.
fn split(counters: Counters, phase: Phase, since: Nanos) -> Split {
    let mut split = Split {
        busy: counters.busy,
        ready: counters.ready,
        waiting: counters.waiting,
        steps: counters.steps,
        wakeups: counters.wakeups,
    };
    match phase {
        Phase::Ready { .. } => split.ready += since,
        Phase::Waiting { .. } => split.waiting += since,
        Phase::Running => split.busy += since,
        Phase::Done { .. } => {}
    }
    split
}

fn frames(reading: &Reading<'_>, stack: StackId, over: bool) -> Vec<Frame> {
    if over {
        return Vec::new();
    }
    let trace = reading.trace;
    let mut frames: Vec<Frame> = trace
        .stack(stack)
        .iter()
        .filter_map(|place| {
            let code = trace.code(place.code)?;
            Some(Frame {
                name: trace.text(code.name).to_owned(),
                line: code.own.then_some(place.line),
                leaf: false,
            })
        })
        .collect();
    if let Some(leaf) = frames.iter_mut().rev().find(|frame| frame.line.is_some()) {
        leaf.leaf = true;
    }
    frames
}

/// The events of all requests to cancel a task, up to a moment.
fn requests(recording: &Recording, task: TaskNo, until: u64) -> Vec<u64> {
    let trace = recording.trace();
    let marks = &trace.lanes().marks;
    recording
        .cancels()
        .iter()
        .map(|at| marks[*at])
        .take_while(|mark| mark.at.event <= until)
        .filter(|mark| matches!(mark.kind, MarkKind::Cancel { task: of, .. } if of == task))
        .map(|mark| mark.at.event)
        .collect()
}

/// From the request to what became of it: the last one may be after the moment and is then left out.
fn chain(recording: &Recording, reading: &Reading<'_>, task: TaskNo, event: u64) -> Vec<Past> {
    let trace = reading.trace;
    let mut chain = Vec::new();
    let Some(Record::CancelRequested {
        by,
        message,
        stack,
        cancelling,
        ..
    }) = trace.event(event)
    else {
        return chain;
    };
    let mut past = |event: u64, glyph, say: Sentence| {
        if event <= reading.moment.event {
            chain.push(Past {
                event,
                time: trace.instant(event).time,
                glyph,
                say: say.pieces,
            });
        }
    };
    if let (None, Some((fired, what))) = (by, callback_around(reading, event)) {
        let mut say = Sentence::default();
        say.text("the loop called ");
        say.pieces.push(Piece::Code(what));
        past(fired, "g-late", say);
    }
    past(
        event,
        "g-cancelled",
        request(reading, *by, *message, *stack, *cancelling),
    );
    recording.with_lane(task, |lane| {
        let spans = lane.spans();
        let first = spans.partition_point(|span| span.from.event <= event);
        let later = spans.starting_at(first).into_iter();
        let runs = later.filter(|span| span.kind == SpanKind::Running);
        for span in runs.take(8) {
            let begin = span.from.event;
            if !matches!(
                trace.event(begin),
                Some(Record::StepBegan { throws: true, .. })
            ) {
                continue;
            }
            let mut say = Sentence::default();
            say.text("CancelledError is thrown in");
            if let Some(line) = line_before(reading, task, begin) {
                say.text(" on ");
                say.pieces.push(Piece::Line(line));
            }
            past(begin, "g-raised", say);
            if let Some((event, glyph, say)) =
                outcome(reading, task, begin, span.to.map(|to| to.event))
            {
                past(event, glyph, say);
            }
            break;
        }
    });
    chain
}

fn request(
    reading: &Reading<'_>,
    by: Option<TaskNo>,
    message: u32,
    stack: StackId,
    cancelling: u32,
) -> Sentence {
    let trace = reading.trace;
    let mut say = Sentence::default();
    if let Some(by) = by {
        say.pieces.push(Piece::Task(by));
        say.text(" called ");
    }
    let message = trace.text(message);
    say.pieces.push(Piece::Code(format!("cancel({message})")));
    if let Some(place) = trace.own_place(stack) {
        say.text(" on ");
        say.pieces.push(Piece::Line(place.line));
    }
    if cancelling > 1 {
        say.text(&format!(", request number {cancelling}"));
    }
    say
}

/// The callback in which an event happened, if it happened in one: when it began, and what was called.
fn callback_around(reading: &Reading<'_>, event: u64) -> Option<(u64, String)> {
    let trace = reading.trace;
    for before in (event.saturating_sub(12)..event).rev() {
        match trace.event(before)? {
            Record::HandleBegan { .. } => {
                let state = trace.state_at(before);
                return state.running.last().and_then(|(running, _)| match running {
                    Running::Handle(_, what) if *what != 0 => {
                        Some((before, trace.text(*what).to_owned()))
                    }
                    _ => None,
                });
            }
            Record::HandleEnded { .. } | Record::StepEnded { .. } | Record::Turn { .. } => {
                return None;
            }
            _ => {}
        }
    }
    None
}

/// Where a task stood before a step.
fn line_before(reading: &Reading<'_>, task: TaskNo, begin: u64) -> Option<u32> {
    let trace = reading.trace;
    let state = trace.state_at(begin.saturating_sub(1));
    let known = state.tasks.get(&task)?;
    trace.own_place(known.stack).map(|place| place.line)
}

/// What a task made of the exception in that step.
fn outcome(
    reading: &Reading<'_>,
    task: TaskNo,
    begin: u64,
    end: Option<u64>,
) -> Option<(u64, &'static str, Sentence)> {
    let trace = reading.trace;
    let end = end?;
    let how = (begin..=end.saturating_add(4)).find_map(|event| match trace.event(event) {
        Some(Record::StepEnded { task: of, how, .. }) if *of == task => Some((event, *how)),
        _ => None,
    });
    let (event, how) = how?;
    let mut say = Sentence::default();
    let glyph = match how {
        StepEnd::Cancelled => {
            say.text("it ended as cancelled");
            "g-cancelled"
        }
        StepEnd::Raised | StepEnd::Fatal => {
            say.text("it ended with another exception");
            "g-raised"
        }
        StepEnd::Returned => {
            say.text("it caught that, and returned");
            "g-finished"
        }
        StepEnd::Yielded | StepEnd::Waits | StepEnd::Invalid => {
            say.text("it caught that, and goes on");
            "g-next"
        }
    };
    Some((event, glyph, say))
}

/// A piece of a sentence as plain words, for titles and tests.
pub fn plain(reading: &Reading<'_>, pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) | Piece::Code(text) => text.clone(),
            Piece::Line(line) => format!("line {line}"),
            Piece::Task(task) => reading.name(*task),
            Piece::Primitive(primitive) => super::words::primitive_name(reading.trace, *primitive),
        })
        .collect()
}

/// `at 1.137 s` for what is said beside an instant.
pub fn at(time: Nanos) -> String {
    format!("at {}", clock(time))
}
