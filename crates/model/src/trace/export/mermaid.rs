//! A sequence diagram in Mermaid's language (mermaid.js.org/syntax/sequenceDiagram.html).
//!
//! Participants are the tasks in the order of creation, and the loop. Arrows show who created, woke and cancelled whom;
//! notes show how tasks ended. Large runs are cut: a diagram of thousands of arrows is of no use, and Mermaid refuses it.

use crate::trace::lanes::{Lane, MarkKind};
use crate::trace::record::{Record, Settled, TaskNo};
use crate::trace::store::Trace;
use std::fmt::Write as _;

/// How many tasks a diagram shows.
const TASKS: usize = 40;
/// How many arrows and notes.
const LINES: usize = 300;

/// The trace as a sequence diagram.
pub fn mermaid(trace: &Trace) -> String {
    let lanes = trace.lanes();
    let shown = &lanes.tasks[..lanes.tasks.len().min(TASKS)];
    let mut text = "sequenceDiagram\n    participant L as event loop\n".to_owned();
    for lane in shown {
        let name = escaped(&trace.task_name(lane.task));
        let _ = writeln!(text, "    participant T{} as {name}", lane.task);
    }
    let mut lines = lines(trace, shown);
    lines.sort_by_key(|&(event, _)| event);
    let more = lines.len().saturating_sub(LINES);
    for (_, line) in lines.iter().take(LINES) {
        let _ = writeln!(text, "    {line}");
    }
    let mut left_out = Vec::new();
    if more > 0 {
        left_out.push(format!("{more} more lines"));
    }
    if lanes.tasks.len() > TASKS {
        left_out.push(format!("{} more tasks", lanes.tasks.len() - TASKS));
    }
    if trace.dropped() > 0 {
        left_out.push(format!("the first {} events", trace.dropped()));
    }
    if !left_out.is_empty() {
        let _ = writeln!(text, "    Note over L: Not shown: {}", left_out.join(", "));
    }
    text
}

/// The arrows and notes, each with its event.
fn lines(trace: &Trace, shown: &[Lane]) -> Vec<(u64, String)> {
    let lanes = trace.lanes();
    let is_shown = |task: TaskNo| lanes.place(task).is_some_and(|place| place < shown.len());
    let participant = |task: Option<TaskNo>| match task {
        Some(task) if is_shown(task) => format!("T{task}"),
        _ => "L".to_owned(),
    };
    let mut lines = Vec::new();
    for lane in shown {
        let task = lane.task;
        let by = trace.task(task).and_then(|info| info.by);
        if lane.created.event > trace.dropped() {
            let by = participant(by);
            lines.push((lane.created.event, format!("{by}-)T{task}: creates")));
        }
        if let Some(ended) = lane.ended {
            let how = match trace.event(ended.event) {
                Some(&Record::TaskDone { how, text, .. }) => (how, trace.text(text)),
                _ => (Settled::Value, ""),
            };
            let how = match how {
                (Settled::Value, "") => "returns".to_owned(),
                (Settled::Value, text) => format!("returns {}", escaped(text)),
                (Settled::Error, "") => "raises".to_owned(),
                (Settled::Error, text) => format!("raises {}", escaped(text)),
                (Settled::Cancelled, _) => "is cancelled".to_owned(),
            };
            lines.push((ended.event, format!("Note over T{task}: {how}")));
        }
    }
    for mark in &lanes.marks {
        let line = match mark.kind {
            MarkKind::WokenByTask { by, task } if is_shown(task) => {
                // What a task hands over at its end is its result.
                let done = lanes.lane(by).and_then(|lane| lane.ended);
                let arrow = match done {
                    Some(ended) if ended.event <= mark.at.event => "-->>",
                    _ => "->>",
                };
                format!("{}{arrow}T{task}: wakes", participant(Some(by)))
            }
            MarkKind::WokenByTimer { task, .. } if is_shown(task) => format!("L->>T{task}: timer"),
            MarkKind::Cancel { by, task } if is_shown(task) => {
                format!("{}-xT{task}: cancels", participant(by))
            }
            _ => continue,
        };
        lines.push((mark.at.event, line));
    }
    lines
}

/// Text in which nothing means anything to Mermaid.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '#' | ';' | ':' | '<' | '>' | '&' | '"' | '%' | '`' | '\\' | '{' | '}' => {
                let _ = write!(escaped, "#{};", u32::from(char));
            }
            _ if char.is_control() => escaped.push(' '),
            _ => escaped.push(char),
        }
    }
    match escaped.trim() {
        // Those would end a block, or name nothing.
        "end" => "#101;nd".to_owned(),
        "" => "#32;".to_owned(),
        text => text.to_owned(),
    }
}
